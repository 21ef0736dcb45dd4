-- Beyond some megabytes of facts the links of their chain did not fit into the memory of a hash any more, and it was
-- built anew for each: an append of 5,000 facts took longer than anybody waits, and its neighbours with it.
ALTER FUNCTION ledger.append_many(
    integer[], integer[], uuid[], uuid[], text[], integer[], uuid[], text[], text[], text[], uuid[], uuid[], text[],
    timestamptz[], integer[], integer[], uuid[], text[], smallint[], text[]) SET work_mem = '128MB';
