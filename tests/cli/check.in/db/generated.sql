SELECT * FROM generated;
