-- The feed is written in the order in which it ages: which rows are old is asked of whole days, and costs each row nothing.
drop index feed_oldest;
create index feed_oldest on feed using brin (told_at);
