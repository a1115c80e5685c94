DROP INDEX `sessions_user_id_idx`;--> statement-breakpoint
CREATE INDEX `sessions_not_ended_idx` ON `sessions` (`user_id`,`token_version`,`created_at`,`id`) WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX `sessions_user_id_idx` ON `sessions` (`user_id`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `security_events` ADD `count` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `security_events` ADD `last_at` integer;