-- A tenant's named personalisation. Which version is live is one column, so there is always exactly one.
create table adapter (
    id               text        primary key,
    tenant_id        text        not null references tenant (slug),
    name             text        not null check (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    title            text        not null,
    prompts          text[]      not null,
    guidelines       text        not null,
    recipe_preset    text        not null,
    recipe_overrides text        not null,
    target           double precision check (target > 0 and target <= 1),
    base_digest      text        not null,
    live_number      integer     not null default 0,
    canary_number    integer,
    canary_percent   integer     not null default 0 check (canary_percent between 0 and 100),
    pending_number   integer,
    pending_by       text,
    pending_subject  text,
    pending_reason   text,
    pending_at       timestamptz,
    retired_at       timestamptz,
    created_by       text        not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    version          bigint      not null default 0,
    unique (tenant_id, name),
    check ((canary_number is null) = (canary_percent = 0)),
    check (canary_number is null or canary_number <> live_number)
);

-- What a round or an import brought; number 0 is the base model. Rows never change, but for having been live.
create table adapter_version (
    id             text        primary key,
    tenant_id      text        not null references tenant (slug),
    adapter_id     text        not null references adapter (id),
    number         integer     not null check (number >= 0),
    origin         text        not null check (origin in ('BASE', 'ROUND', 'IMPORT')),
    round_id       text        check ((round_id is not null) = (origin = 'ROUND')),
    imported_from  text        check ((imported_from is not null) = (origin = 'IMPORT')),
    parent_number  integer     check (parent_number < number),
    base_digest    text        not null,
    digest         text        not null,
    lora_rank      integer     not null,
    files          text        not null,
    report         text,
    size_bytes     bigint      not null,
    was_live       boolean     not null default false,
    created_by     text        not null,
    created_at     timestamptz not null,
    unique (adapter_id, number),
    unique (adapter_id, round_id)
);

alter table adapter
    add foreign key (id, live_number) references adapter_version (adapter_id, number) deferrable initially deferred,
    add foreign key (id, canary_number) references adapter_version (adapter_id, number);

create index adapter_version_of_tenant on adapter_version (tenant_id);

create function adapter_version_is_immutable() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - 'was_live' is distinct from to_jsonb(old) - 'was_live' then
        raise exception 'version % of adapter % is immutable', old.number, old.adapter_id;
    end if;
    return new;
end
$$;

create trigger adapter_version_is_immutable before update on adapter_version
    for each row execute function adapter_version_is_immutable();

alter table adapter enable row level security;
alter table adapter_version enable row level security;

create policy of_one_tenant on adapter
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
create policy of_one_tenant on adapter_version
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
