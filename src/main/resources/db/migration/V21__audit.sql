-- Who did what to which noun, in a hash chain per tenant. The chain of the system itself is '*'.
create table audit_chain (
    tenant_id     text   primary key,
    last_sequence bigint not null,
    last_hash     text   not null
);

create table audit_event (
    tenant_id     text        not null,
    sequence      bigint      not null,
    happened_at   timestamptz not null,
    actor         text        not null,
    actor_name    text        not null,
    action        text        not null,
    noun          text        not null,
    noun_id       text        not null,
    -- canonical JSON, as text: its bytes are part of the hash
    details       text        not null,
    previous_hash text        not null,
    hash          text        not null,
    primary key (tenant_id, sequence)
);

create index audit_event_noun on audit_event (tenant_id, noun, sequence);
create index audit_event_actor on audit_event (tenant_id, actor, sequence);
create index audit_event_time on audit_event (tenant_id, happened_at);

alter table audit_chain enable row level security;
alter table audit_event enable row level security;
create policy own_rows on audit_chain using (
    tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
create policy own_rows on audit_event using (
    tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');

-- The application reads; it appends through the two functions below and has no way to change what is written.
revoke insert, update, delete, truncate on audit_chain, audit_event from konomi_app;

-- Not even the owner changes an event without first taking this trigger away.
create function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit events are never changed or deleted';
end
$$;
create trigger audit_event_is_final before update or delete on audit_event
    for each row execute function audit_refuse_change();
create trigger audit_event_is_kept before truncate on audit_event
    for each statement execute function audit_refuse_change();

-- Locks the chain's head until the transaction ends: events of a tenant get their places one after the other.
create function audit_head(chain text, out sequence bigint, out hash text)
    language plpgsql security definer set search_path = public as $$
begin
    if chain <> '*' and chain is distinct from current_setting('konomi.tenant', true)
       and current_setting('konomi.tenant', true) is distinct from '*' then
        raise exception 'the chain % belongs to another tenant', chain;
    end if;
    insert into audit_chain values (chain, 0, repeat('0', 64)) on conflict do nothing;
    select last_sequence, last_hash into sequence, hash from audit_chain where tenant_id = chain for update;
end
$$;

-- Appends behind the head that audit_head locked in the same transaction.
create function audit_append(
    chain text, place bigint, at timestamptz, who text, who_name text, what text, on_noun text, on_id text,
    with_details text, behind text, own_hash text) returns void
    language plpgsql security definer set search_path = public as $$
declare
    head audit_chain;
begin
    select * into head from audit_chain where tenant_id = chain for update;
    if chain <> '*' and chain is distinct from current_setting('konomi.tenant', true)
       and current_setting('konomi.tenant', true) is distinct from '*' then
        raise exception 'the chain % belongs to another tenant', chain;
    end if;
    if head.last_sequence + 1 <> place or head.last_hash <> behind then
        raise exception 'expected event % behind % in chain %', head.last_sequence + 1, head.last_hash, chain;
    end if;
    insert into audit_event values (chain, place, at, who, who_name, what, on_noun, on_id, with_details, behind, own_hash);
    update audit_chain set last_sequence = place, last_hash = own_hash where tenant_id = chain;
end
$$;

revoke execute on function audit_head(text) from public;
revoke execute on function
    audit_append(text, bigint, timestamptz, text, text, text, text, text, text, text, text) from public;
grant execute on function audit_head(text) to konomi_app;
grant execute on function
    audit_append(text, bigint, timestamptz, text, text, text, text, text, text, text, text) to konomi_app;
