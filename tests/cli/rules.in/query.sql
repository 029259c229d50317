SELECT id FROM temp_orders WHERE id = 1;
