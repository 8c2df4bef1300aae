-- Token buckets: what is left of a quota, and when that was so. One row for all processes.
create table quota_bucket (
    tenant_id   text             not null references tenant (slug),
    name        text             not null,
    tokens      double precision not null,
    refilled_at timestamptz      not null,
    primary key (tenant_id, name)
);

alter table quota_bucket enable row level security;
create policy quota_bucket_own on quota_bucket
    using (tenant_id = current_setting('konomi.tenant', true) or current_setting('konomi.tenant', true) = '*');
