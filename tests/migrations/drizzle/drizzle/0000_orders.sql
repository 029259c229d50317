CREATE TABLE "orders" (
	"id" serial PRIMARY KEY NOT NULL,
	"note" text
);
--> statement-breakpoint
CREATE INDEX "orders_note_idx" ON "orders" USING btree ("note");
