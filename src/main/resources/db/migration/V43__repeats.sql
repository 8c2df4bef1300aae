-- Images that a round shows a second time without saying so: rows of their own behind the round's images, with the same
-- picture. They are judged like any other and never trained on.
alter table round_image add column repeats integer;
