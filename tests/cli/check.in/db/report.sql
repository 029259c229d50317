-- é😀
SELECT id, 'é😀', note FROM orders WHERE note LIKE '%x';

SELECT * FROM orders;
SELECT (oops FROM orders;
