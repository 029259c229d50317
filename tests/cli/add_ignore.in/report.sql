SELECT * FROM orders;
SELECT *,
  'a
  b'
FROM items;
