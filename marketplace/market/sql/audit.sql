-- The invariants of listings, quotes and orders. Every query names what is wrong; a sound database returns no row.
-- Form: "-- @ name: what must hold", then one query. Quantities are kilograms, money is CNY.

-- @ listings_are_the_holdings: what listings offer and reserve is what the sellers' holdings say (I2)
SELECT batch_id, account_id, h.listed_kg, l.listed_kg AS offered_kg, h.held_kg, l.held_kg AS reserved_kg
FROM registry_holding h
FULL JOIN (
    SELECT batch_id, seller_id AS account_id, sum(listed_kg) AS listed_kg, sum(held_kg) AS held_kg
    FROM market_listing GROUP BY 1, 2
) l USING (batch_id, account_id)
WHERE (coalesce(h.listed_kg, 0), coalesce(h.held_kg, 0)) <> (coalesce(l.listed_kg, 0), coalesce(l.held_kg, 0));

-- @ reserved_is_asked_for: what a listing reserves is what open quotes and orders on their way hold (I2)
SELECT l.public_id, l.held_kg, coalesce(r.kg, 0) AS asked_for_kg
FROM market_listing l
LEFT JOIN (
    SELECT listing_id, sum(kg) AS kg FROM (
        SELECT q.listing_id, q.kg FROM market_quoteline q JOIN market_quote t ON t.id = q.quote_id
        WHERE t.consumed_at IS NULL AND t.released_at IS NULL
        UNION ALL
        SELECT o.listing_id, a.kg FROM market_allocation a JOIN market_orderline o ON o.id = a.line_id
        WHERE a.status = 'held'
    ) held GROUP BY 1
) r ON r.listing_id = l.id
WHERE l.held_kg <> coalesce(r.kg, 0);

-- @ sold_is_ordered: what a listing has sold is what fulfilled orders took (I2)
SELECT l.public_id, l.sold_kg, coalesce(s.kg, 0) AS ordered_kg
FROM market_listing l
LEFT JOIN (
    SELECT o.listing_id, sum(a.kg) AS kg FROM market_allocation a JOIN market_orderline o ON o.id = a.line_id
    WHERE a.status = 'sold' GROUP BY 1
) s ON s.listing_id = l.id
WHERE l.sold_kg <> coalesce(s.kg, 0);

-- @ orders_add_up: lines are kg × price, rounded half up once; lines make the subtotal, and the fee the total
SELECT o.number, o.subtotal, o.fee, o.total, sum(l.amount) AS lines
FROM market_order o JOIN market_orderline l ON l.order_id = o.id JOIN market_quote q ON q.id = o.quote_id
GROUP BY o.id, q.id
HAVING o.subtotal <> sum(l.amount) OR o.total <> o.subtotal + o.fee OR o.total <> q.total
    OR bool_or(l.amount <> round(l.kg * l.price_per_tonne / 1000, 2));

-- @ states_agree: an order's allocations are where its state says
SELECT o.number, o.status, a.status AS allocation
FROM market_order o JOIN market_orderline l ON l.order_id = o.id JOIN market_allocation a ON a.line_id = l.id
WHERE (o.status IN ('awaiting_approval', 'awaiting_payment', 'paid') AND a.status <> 'held')
    OR (o.status = 'fulfilled' AND a.status <> 'sold')
    OR (o.status IN ('expired', 'canceled', 'failed') AND a.status <> 'released')
    OR (o.status = 'refunded' AND a.status = 'held');

-- @ retired_what_was_paid: an order's retirement is of its kilograms, after it was paid (I6)
SELECT o.number, r.kg, sum(l.kg) AS ordered_kg
FROM market_order o JOIN registry_retirement r ON r.id = o.retirement_id JOIN market_orderline l ON l.order_id = o.id
GROUP BY o.id, r.id
HAVING r.kg <> sum(l.kg) OR o.paid_at IS NULL OR o.paid_at > r.at OR o.status <> 'fulfilled';

-- @ retire_at_once_retired: who asked for retirement at once got it
SELECT number FROM market_order WHERE status = 'fulfilled' AND retire_at_once AND retirement_id IS NULL;

-- @ second_person: nobody approved an order of one's own
SELECT number FROM market_order WHERE approved_by_id = created_by_id;

-- @ listing_steps_have_two: nobody took or refused a step on a listing that one had asked for oneself
SELECT public_id FROM market_listingstep WHERE status IN ('done', 'refused') AND decided_by_id = asked_by_id;

-- @ no_limbo: nothing that is paid waits for more than fifteen minutes (I12)
SELECT number, paid_at FROM market_order WHERE status = 'paid' AND paid_at < now() - interval '15 minutes';

-- @ frozen_listings_have_their_act: a listing is frozen exactly when its last act froze it, and the guard is on
SELECT l.public_id::text AS which, l.status, f.act FROM market_listing l
LEFT JOIN LATERAL (SELECT act FROM registry_freeze WHERE listing = l.public_id ORDER BY id DESC LIMIT 1) f ON true
WHERE (l.status = 'frozen') <> (coalesce(f.act, 'unfreeze') <> 'unfreeze')
UNION ALL
SELECT 'listing_freeze', 'off', NULL
WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'listing_freeze' AND tgenabled IN ('O', 'A'));


-- @ discarded_were_never_for_sale: a listing that was thrown away was only ever a draft
SELECT l.public_id FROM market_listing l
WHERE l.status = 'discarded' AND (l.activated_at IS NOT NULL OR l.listed_kg + l.held_kg + l.sold_kg > 0
    OR EXISTS (SELECT FROM market_pricechange p WHERE p.listing_id = l.id)
    OR EXISTS (SELECT FROM registry_movement m WHERE m.subject = 'listing:' || l.public_id));

-- @ portfolios_are_whole: the parts of every version of a portfolio make a hundred percent
SELECT v.id, v.portfolio_id, v.number, coalesce(sum(p.weight), 0) AS percent
FROM market_portfolioversion v LEFT JOIN market_portfoliopart p ON p.version_id = v.id
GROUP BY v.id HAVING coalesce(sum(p.weight), 0) <> 100;


-- @ accepted_transfers_moved: what an accepted transfer offered is what the ledger moved for it, line by line
SELECT coalesce(o.subject, m.subject) AS subject, coalesce(o.batch_id, m.batch_id) AS batch_id, o.kg, m.kg AS moved_kg
FROM (
    SELECT 'transfer:' || t.public_id AS subject, l.batch_id, t.sender_id, t.receiver_id, l.kg
    FROM market_transferoffer t JOIN market_transferline l ON l.offer_id = t.id WHERE t.status = 'accepted'
) o
FULL JOIN (
    SELECT subject, batch_id, from_account_id, to_account_id, kg FROM registry_movement
    WHERE kind = 'transfer' AND subject LIKE 'transfer:________-____-____-____-____________'
) m ON m.subject = o.subject AND m.batch_id = o.batch_id
WHERE (o.kg, o.sender_id, o.receiver_id) IS DISTINCT FROM (m.kg, m.from_account_id, m.to_account_id);

-- @ transfers_second_person: nobody approved a transfer of one's own
SELECT public_id FROM market_transferoffer WHERE approved_by_id = created_by_id;

-- @ gifts_are_gifts: a gift's retirement is one for that purpose
SELECT g.public_id FROM market_gift g JOIN registry_retirement r ON r.id = g.retirement_id WHERE r.purpose <> 'gift';

-- @ buying_guards_in_place: what keeps transfers and gifts as they were written exists and is on (I21)
SELECT t || ': ' || g AS guard FROM (VALUES
    ('market_transferoffer', 'transfer_guard'), ('market_transferoffer', 'evidence_rows'),
    ('market_transferline', 'evidence_rows'), ('market_gift', 'gift_guard'), ('market_gift', 'evidence_rows'),
    ('market_retirementrequest', 'request_guard'), ('market_retirementrequest', 'evidence_rows'),
    ('accounts_directoryentry', 'directory_rows'), ('accounts_partyalias', 'directory_rows'),
    ('accounts_partymerge', 'directory_rows'), ('accounts_organization', 'approval_guard'), ('accounts_namereport', 'name_report_guard'),
    ('accounts_namereport', 'directory_rows')
) AS wanted (t, g)
WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = t::regclass AND tgname = g AND tgenabled IN ('O', 'A'));

-- @ retired_by_two: who asked for a retirement out of holdings did not carry it out, and it retired what was asked
SELECT q.public_id FROM market_retirementrequest q LEFT JOIN registry_retirement r ON r.id = q.retirement_id
WHERE q.status = 'done' AND (q.decided_by_id = q.asked_by_id OR r.claim_ref IS DISTINCT FROM q.claim_ref
    OR r.kg IS DISTINCT FROM (SELECT sum(value::bigint) FROM jsonb_each_text(q.amounts)));
