CREATE TABLE only_in_tests (id int);
