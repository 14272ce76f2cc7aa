-- Quote → order → paid → fulfilled and retired, as a client written in C would send it: every row that the verbs write,
-- statement by statement, committed where they commit, with nothing read that is not needed to write it.
-- Not in here: the rules (who may, how much, at which price), the records of the log, the signature, the worker's call.
\set listing :first_listing + random(0, :listings - 1)
\set kg random(1, 50)
\set party :first_party + :client_id
\set organization :first_organization + :client_id
\set user :first_user + :client_id

-- quotes.make
BEGIN;
UPDATE market_listing SET listed_kg = listed_kg - :kg, held_kg = held_kg + :kg WHERE id = :listing AND status = 'active' AND listed_kg >= :kg RETURNING batch_id AS batch, seller_id AS seller, price_per_tonne AS price \gset
SELECT available_kg, listed_kg, held_kg FROM registry_holding WHERE batch_id = :batch AND account_id = :seller FOR NO KEY UPDATE \gset
UPDATE registry_holding SET listed_kg = listed_kg - :kg, held_kg = held_kg + :kg WHERE batch_id = :batch AND account_id = :seller AND listed_kg >= :kg;
INSERT INTO registry_logleaf (kind, body, leaf_hash) SELECT 'movement', b, sha256(b) FROM convert_to(repeat('m', 270) || gen_random_uuid(), 'UTF8') AS b RETURNING id AS leaf \gset
INSERT INTO registry_logpending (leaf_id) VALUES (:leaf);
INSERT INTO registry_movement (batch_id, kind, from_account_id, from_compartment, to_account_id, to_compartment, kg, actor_id, reason, subject, at, salt, leaf_id) VALUES (:batch, 'hold', :seller, 'listed', :seller, 'held', :kg, :user, 'hold', 'quote:' || gen_random_uuid(), now(), uuid_send(gen_random_uuid()), :leaf);
INSERT INTO market_quote (public_id, kind, email, organization_id, created_by_id, subtotal_currency, subtotal, fee_currency, fee, total_currency, total, claim_for, created_at, expires_at) VALUES (gen_random_uuid(), 'transfer', 'buyer@zhonghe.example', :organization, :user, 'CNY', 1.81, 'CNY', 0.50, 'CNY', 2.31, '', now(), now() + interval '35 minutes') RETURNING id AS quote \gset
INSERT INTO market_quoteline (quote_id, listing_id, kg, price_per_tonne_currency, price_per_tonne, amount_currency, amount) VALUES (:quote, :listing, :kg, 'CNY', :price, 'CNY', round(:kg::bigint * :price::numeric / 1000, 2));
COMMIT;

-- orders.place
BEGIN;
UPDATE market_quote SET consumed_at = now() WHERE id = :quote AND consumed_at IS NULL AND released_at IS NULL AND expires_at > now();
INSERT INTO market_order (public_id, number, quote_id, status, email, language, organization_id, payer_id, owner_id, beneficiary_id, retire_at_once, retirement_intent, subtotal_currency, subtotal, fee_currency, fee, tax_contained_currency, tax_contained, total_currency, total, created_by_id, created_at, hold_until) VALUES (gen_random_uuid(), 'ZHPG-' || :quote::text, :quote, 'awaiting_payment', 'buyer@zhonghe.example', 'zh-hans', :organization, :party, :party, :party, true, jsonb_build_object('purpose', 'event', 'claim', jsonb_build_object('kind', 'event', 'title_zh', '2026 深圳创新论坛', 'title_en', '2026 深圳创新论坛', 'period', '2026-09-18/2026-09-19', 'ref', 'order:' || gen_random_uuid()), 'reason', '', 'jurisdiction', 'CN-GD', 'beneficiary_id', :party::bigint), 'CNY', 1.81, 'CNY', 0.50, 'CNY', 0.13, 'CNY', 2.31, :user, now(), now() + interval '35 minutes') RETURNING id AS order, public_id \gset
INSERT INTO market_orderline (order_id, listing_id, kg, price_per_tonne_currency, price_per_tonne, amount_currency, amount) VALUES (:order, :listing, :kg, 'CNY', :price, 'CNY', round(:kg::bigint * :price::numeric / 1000, 2)) RETURNING id AS line \gset
INSERT INTO market_allocation (line_id, batch_id, kg, returned_kg, status) VALUES (:line, :batch, :kg, 0, 'held');
INSERT INTO marketplace_outboxmessage (kind, key, payload, created_at, due_at, attempts, last_error) VALUES ('mail_order_placed', 'p' || :order::text, jsonb_build_object('order_id', :order::bigint), now(), now(), 0, '') ON CONFLICT DO NOTHING;
COMMIT;

-- orders.mark_paid
BEGIN;
SELECT status FROM market_order WHERE id = :order FOR NO KEY UPDATE \gset
UPDATE market_order SET status = 'paid', paid_at = now() WHERE id = :order AND status IN ('awaiting_payment', 'expired');
INSERT INTO marketplace_outboxmessage (kind, key, payload, created_at, due_at, attempts, last_error) VALUES ('fulfil_order', 'p' || :order::text, jsonb_build_object('order_id', :order::bigint), now(), now(), 0, '') ON CONFLICT DO NOTHING;
INSERT INTO marketplace_outboxmessage (kind, key, payload, created_at, due_at, attempts, last_error) VALUES ('mail_order_paid', 'p' || :order::text, jsonb_build_object('order_id', :order::bigint), now(), now(), 0, '') ON CONFLICT DO NOTHING;
COMMIT;

-- orders.fulfil, with ledger.retire
BEGIN;
SELECT status FROM market_order WHERE id = :order FOR NO KEY UPDATE \gset
SELECT held_kg FROM market_listing WHERE id = :listing FOR NO KEY UPDATE \gset
UPDATE market_listing SET held_kg = held_kg - :kg, sold_kg = sold_kg + :kg WHERE id = :listing;
INSERT INTO registry_holding (batch_id, account_id, available_kg, listed_kg, held_kg) VALUES (:batch, :party, 0, 0, 0) ON CONFLICT DO NOTHING;
SELECT count(*) AS locked FROM (SELECT FROM registry_holding WHERE batch_id = :batch AND account_id IN (:seller, :party) ORDER BY batch_id, account_id FOR NO KEY UPDATE) AS h \gset
UPDATE registry_holding SET held_kg = held_kg - :kg WHERE batch_id = :batch AND account_id = :seller AND held_kg >= :kg;
UPDATE registry_holding SET available_kg = available_kg + :kg WHERE batch_id = :batch AND account_id = :party;
INSERT INTO registry_logleaf (kind, body, leaf_hash) SELECT 'movement', b, sha256(b) FROM convert_to(repeat('m', 270) || gen_random_uuid(), 'UTF8') AS b RETURNING id AS leaf \gset
INSERT INTO registry_logpending (leaf_id) VALUES (:leaf);
INSERT INTO registry_movement (batch_id, kind, from_account_id, from_compartment, to_account_id, to_compartment, kg, actor_id, reason, subject, at, salt, leaf_id) VALUES (:batch, 'sell', :seller, 'held', :party, 'available', :kg, :user, 'sell', 'order:' || :public_id::text, now(), uuid_send(gen_random_uuid()), :leaf);
UPDATE market_allocation SET status = 'sold' WHERE line_id = :line;
UPDATE registry_holding SET available_kg = available_kg - :kg WHERE batch_id = :batch AND account_id = :party AND available_kg >= :kg;
INSERT INTO registry_logleaf (kind, body, leaf_hash) SELECT 'movement', b, sha256(b) FROM convert_to(repeat('m', 220) || gen_random_uuid(), 'UTF8') AS b RETURNING id AS leaf \gset
INSERT INTO registry_logpending (leaf_id) VALUES (:leaf);
INSERT INTO registry_movement (batch_id, kind, from_account_id, from_compartment, to_account_id, to_compartment, kg, actor_id, reason, subject, at, salt, leaf_id) VALUES (:batch, 'retire', :party, 'available', NULL, '', :kg, :user, '', 'order:' || :public_id::text, now(), uuid_send(gen_random_uuid()), :leaf);
UPDATE registry_creditbatch SET next_serial = next_serial + :kg WHERE id = :batch AND status = 'active' AND next_serial + :kg <= last_serial + 1 RETURNING next_serial - :kg::bigint AS first, next_serial - 1 AS last, first_serial, last_serial \gset
INSERT INTO registry_disclosure (digest, salt, value) SELECT encode(sha256(s || convert_to('', 'UTF8')), 'hex'), s, '' FROM uuid_send(gen_random_uuid()) AS s RETURNING digest AS reason \gset
INSERT INTO registry_disclosure (digest, salt, value) SELECT encode(sha256(s || convert_to('2026 深圳创新论坛', 'UTF8')), 'hex'), s, '2026 深圳创新论坛' FROM uuid_send(gen_random_uuid()) AS s RETURNING digest AS title_zh \gset
INSERT INTO registry_disclosure (digest, salt, value) SELECT encode(sha256(s || convert_to('2026 深圳创新论坛', 'UTF8')), 'hex'), s, '2026 深圳创新论坛' FROM uuid_send(gen_random_uuid()) AS s RETURNING digest AS title_en \gset
INSERT INTO registry_logleaf (kind, body, leaf_hash) SELECT 'retirement', b, sha256(b) FROM convert_to(repeat('r', 720) || gen_random_uuid(), 'UTF8') AS b RETURNING id AS leaf \gset
INSERT INTO registry_logpending (leaf_id) VALUES (:leaf);
INSERT INTO registry_retirement (public_id, owner_id, beneficiary_id, kg, purpose, jurisdiction, reason_digest, claim, claim_ref, subject, at, actor_id, is_demo, salt, leaf_id) VALUES (gen_random_uuid(), :party, :party, :kg, 'event', 'CN-GD', :reason::text, jsonb_build_object('kind', 'event', 'period', '2026-09-18/2026-09-19', 'title_zh', jsonb_build_object('sha256', :title_zh::text), 'title_en', jsonb_build_object('sha256', :title_en::text)), 'order:' || :public_id::text, 'order:' || :public_id::text, now(), :user, true, uuid_send(gen_random_uuid()), :leaf) RETURNING id AS retirement \gset
INSERT INTO registry_serialblock (batch_id, batch_first, batch_last, prev_last, first, last, retirement_id) VALUES (:batch, :first_serial, :last_serial, nullif(:first::bigint - 1, :first_serial::bigint - 1), :first, :last, :retirement);
INSERT INTO registry_logleaf (kind, body, leaf_hash) SELECT 'upstream', b, sha256(b) FROM convert_to(repeat('u', 280) || gen_random_uuid(), 'UTF8') AS b RETURNING id AS leaf \gset
INSERT INTO registry_logpending (leaf_id) VALUES (:leaf);
INSERT INTO registry_retirementupstream (retirement_id, batch_id, state, decided_at, proof_number, proof_sha256, salt, leaf_id) VALUES (:retirement, :batch, 'withdrawn', now(), 'W-1', '', uuid_send(gen_random_uuid()), :leaf);
INSERT INTO registry_logleaf (kind, body, leaf_hash) SELECT 'statement', b, sha256(b) FROM convert_to(repeat('s', 160) || gen_random_uuid(), 'UTF8') AS b RETURNING id AS leaf \gset
INSERT INTO registry_logpending (leaf_id) VALUES (:leaf);
INSERT INTO registry_statement (retirement_id, revision, code, body, signature, at, leaf_id) VALUES (:retirement, 1, 'PG-' || :retirement::text, convert_to(repeat('b', 1500), 'UTF8'), sha512(convert_to('s' || :retirement::text, 'UTF8')), now(), :leaf) RETURNING id AS statement \gset
INSERT INTO marketplace_outboxmessage (kind, key, payload, created_at, due_at, attempts, last_error) VALUES ('seal_log', 'p' || :retirement::text, '{}', now(), now(), 0, '') ON CONFLICT DO NOTHING;
INSERT INTO marketplace_outboxmessage (kind, key, payload, created_at, due_at, attempts, last_error) VALUES ('render_certificate', 'p' || :statement::text, jsonb_build_object('statement_id', :statement::bigint), now(), now(), 0, '') ON CONFLICT DO NOTHING;
UPDATE market_order SET status = 'fulfilled', fulfilled_at = now(), retirement_id = :retirement WHERE id = :order;
INSERT INTO marketplace_outboxmessage (kind, key, payload, created_at, due_at, attempts, last_error) VALUES ('mail_order_fulfilled', 'p' || :order::text, jsonb_build_object('order_id', :order::bigint), now(), now(), 0, '') ON CONFLICT DO NOTHING;
COMMIT;
