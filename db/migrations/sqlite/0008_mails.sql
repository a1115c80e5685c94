CREATE TABLE `mails` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` text,
	`recipient` text NOT NULL,
	`new_email` text,
	`user_agent` text,
	`ip` text,
	`created_at` integer NOT NULL,
	`due_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `mails_due_at_idx` ON `mails` (`due_at`);--> statement-breakpoint
CREATE INDEX `mails_user_id_idx` ON `mails` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `mails_recipient_idx` ON `mails` (`recipient`);--> statement-breakpoint
CREATE INDEX `mails_created_at_idx` ON `mails` (`created_at`,`id`);--> statement-breakpoint
DROP INDEX `one_time_tokens_user_id_purpose_idx`;--> statement-breakpoint
ALTER TABLE `one_time_tokens` ADD `email` text;--> statement-breakpoint
CREATE UNIQUE INDEX `one_time_tokens_one_of_purpose_idx` ON `one_time_tokens` (`user_id`,`purpose`) WHERE purpose <> 'undo-email-change';--> statement-breakpoint
CREATE INDEX `one_time_tokens_email_idx` ON `one_time_tokens` (`email`);