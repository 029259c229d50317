SELECT id FROM invoices WHERE idd = 1;
