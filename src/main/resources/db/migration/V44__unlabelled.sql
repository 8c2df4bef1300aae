-- Images of a round that nobody is shown: one file of latents, once all of them are painted.
alter table round add column unlabelled_sha256 text;
