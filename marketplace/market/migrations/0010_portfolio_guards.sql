-- A portfolio's history is written once, and every version's parts make a hundred percent.

SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY[
    'market_portfolio', 'market_portfolioversion', 'market_portfoliopart'
]) AS evidence;

-- Asked at commit, since a version is stored before its parts; of a part, so that none is added later.
CREATE FUNCTION market_portfolio_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint := CASE TG_TABLE_NAME WHEN 'market_portfolioversion' THEN NEW.id
        ELSE (to_jsonb(NEW) ->> 'version_id')::bigint END;
    whole bigint;
BEGIN
    SELECT coalesce(sum(weight), 0) INTO whole FROM market_portfoliopart WHERE version_id = asked;
    IF whole <> 100 THEN
        RAISE EXCEPTION 'portfolio version %: its parts make % percent, not 100', asked, whole
            USING ERRCODE = 'check_violation', CONSTRAINT = 'portfolio_parts_make_a_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER portfolio_version_is_whole AFTER INSERT ON market_portfolioversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION market_portfolio_whole();
CREATE CONSTRAINT TRIGGER portfolio_part_makes_a_whole AFTER INSERT ON market_portfoliopart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION market_portfolio_whole();
