-- The form in which serials of other platforms are compared: half-width capitals, one dash, no spaces.
-- The same as marketplace/registry/public/serial_texts.py compact(); a test keeps the two equal.
CREATE FUNCTION registry_foreign_form(serial text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(upper(translate(
        normalize(serial, NFKC), '‐‑‒–—―−－~～〜至到', '-------------')), '\s', '', 'g')
$$;
CREATE INDEX issuance_foreign_form ON registry_issuancerequest
    (registry_foreign_form(upstream_serial) text_pattern_ops)
    WHERE upstream_serial <> '' AND status = 'approved';
