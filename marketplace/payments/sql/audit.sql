-- The invariants of money against orders and kilograms. Every query names what is wrong; a sound database returns
-- no row. Form: "-- @ name: what must hold", then one query. Money is CNY, quantities are kilograms.

-- @ paid_with_money: a paid order has one payment of exactly its total, a retired one was paid (I5, I6)
SELECT o.number, o.status, o.total, count(p.id) AS payments, sum(p.amount) AS received FROM market_order o
LEFT JOIN payments_payment p ON p.order_id = o.id AND p.applied
WHERE o.status IN ('paid', 'fulfilled', 'refunded') OR o.retirement_id IS NOT NULL
GROUP BY o.id
HAVING count(p.id) <> 1 OR sum(p.amount) <> o.total OR bool_or(p.status <> 'succeeded')
    OR (o.retirement_id IS NOT NULL AND (o.status <> 'fulfilled' OR o.paid_at IS NULL));

-- @ sold_once_per_order: what a fulfilled order bought was moved to its owner once, and retired once (I5)
SELECT o.number, a.kg AS allocated, coalesce(m.kg, 0) AS sold, r.kg AS retired FROM market_order o
JOIN (SELECT l.order_id, sum(a.kg) AS kg FROM market_allocation a JOIN market_orderline l ON l.id = a.line_id
    GROUP BY 1) a ON a.order_id = o.id
LEFT JOIN (SELECT subject, sum(kg) AS kg FROM registry_movement WHERE kind = 'sell' GROUP BY 1) m
    ON m.subject = 'order:' || o.public_id
LEFT JOIN registry_retirement r ON r.id = o.retirement_id
WHERE (o.status = 'fulfilled' AND (coalesce(m.kg, 0) <> a.kg OR (o.retire_at_once AND r.kg IS DISTINCT FROM a.kg)))
    OR (o.status IN ('draft', 'awaiting_approval', 'awaiting_payment', 'expired', 'canceled', 'failed')
        AND m.kg IS NOT NULL);

-- @ refunds_within_payments: no more goes back than came (I13)
SELECT p.reference, p.amount, p.refunded, sum(r.amount) AS returned FROM payments_payment p
LEFT JOIN payments_refund r ON r.payment_id = p.id AND r.status NOT IN ('failed', 'canceled')
GROUP BY p.id
HAVING p.refunded > p.amount OR coalesce(sum(r.amount), 0) > p.amount;

-- @ no_money_in_limbo: money that paid no order is going back, or a person was told of it (I12)
SELECT p.reference, p.amount, p.succeeded_at FROM payments_payment p
WHERE p.status = 'succeeded' AND NOT p.applied
    AND NOT EXISTS (SELECT 1 FROM payments_refund r
        WHERE r.payment_id = p.id AND r.status NOT IN ('failed', 'canceled'))
    AND NOT EXISTS (SELECT 1 FROM payments_incident i WHERE i.payment_id = p.id);

-- @ two_people_per_transfer: a transfer that arrived was matched by one person and confirmed by another
SELECT p.reference, p.amount FROM payments_payment p
WHERE p.provider = 'bank' AND p.status = 'succeeded'
    AND NOT EXISTS (SELECT 1 FROM payments_bankmatch m JOIN payments_bankaccountline l ON l.id = m.line_id
        WHERE m.payment_id = p.id AND m.confirmed_by_id <> m.matched_by_id AND l.amount = p.amount);
