CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"user_id" text,
	"recipient" text NOT NULL,
	"new_email" text,
	"user_agent" text,
	"ip" text,
	"created_at" bigint NOT NULL,
	"due_at" bigint,
	"attempts" integer DEFAULT 0 NOT NULL,
	"sent_at" bigint
);
--> statement-breakpoint
DROP INDEX "one_time_tokens_user_id_purpose_idx";--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD COLUMN "email" text;--> statement-breakpoint
CREATE INDEX "mails_due_at_idx" ON "mails" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "mails_user_id_idx" ON "mails" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "mails_recipient_idx" ON "mails" USING btree ("recipient");--> statement-breakpoint
CREATE INDEX "mails_created_at_idx" ON "mails" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_time_tokens_one_of_purpose_idx" ON "one_time_tokens" USING btree ("user_id","purpose") WHERE purpose <> 'undo-email-change';--> statement-breakpoint
CREATE INDEX "one_time_tokens_email_idx" ON "one_time_tokens" USING btree ("email");