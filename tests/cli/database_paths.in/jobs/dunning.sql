SELECT id, totl FROM invoices WHERE number = '7';
