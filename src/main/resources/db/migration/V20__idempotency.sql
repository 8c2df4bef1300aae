-- Answers to POST requests that named an Idempotency-Key, so that sending one again changes nothing again.
create table idempotency_key (
    tenant_id   text        not null default current_setting('konomi.tenant', true),
    caller      text        not null,
    address     text        not null,
    key         text        not null,
    fingerprint bytea       not null,
    -- The request that has the key in hand; it prolongs held_until as long as its process lives.
    holder      uuid        not null,
    held_until  timestamptz not null,
    -- What the request changed, written in the transaction of the change. With no status beside it, the process died
    -- between the change and its answer.
    effect      text,
    status      integer,
    headers     text,
    body        bytea,
    created_at  timestamptz not null default now(),
    primary key (tenant_id, caller, address, key)
);

create unique index idempotency_key_holder on idempotency_key (holder);
create index idempotency_key_age on idempotency_key (created_at);

alter table idempotency_key enable row level security;
create policy own_rows on idempotency_key using (
    tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');

-- Upkeep belongs to no tenant and so runs with the owner's rights, in these two narrow ways.
create function idempotency_prolong(holders uuid[], lease interval) returns void
    language sql security definer set search_path = public as $$
    update idempotency_key set held_until = now() + lease
    where holder in (select holder from idempotency_key where holder = any (holders) for update skip locked)
$$;

create function idempotency_forget(age interval) returns bigint
    language sql security definer set search_path = public as $$
    with gone as (delete from idempotency_key where created_at < now() - age and held_until < now() returning 1)
    select count(*) from gone
$$;

revoke execute on function idempotency_prolong(uuid[], interval) from public;
revoke execute on function idempotency_forget(interval) from public;
grant execute on function idempotency_prolong(uuid[], interval) to konomi_app;
grant execute on function idempotency_forget(interval) to konomi_app;
