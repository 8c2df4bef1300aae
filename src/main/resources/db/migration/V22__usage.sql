-- What a tenant used, per day (UTC) and kind; written in the transaction of the work itself.
create table usage_day (
    tenant_id text             not null default current_setting('konomi.tenant', true),
    day       date             not null,
    kind      text             not null,
    amount    double precision not null check (amount >= 0),
    primary key (tenant_id, day, kind)
);

alter table usage_day enable row level security;
create policy own_rows on usage_day using (
    tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
