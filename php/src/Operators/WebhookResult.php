<?php

declare(strict_types=1);

namespace Portal\Operators;

/**
 * The result of a webhook.
 */
enum WebhookResult: string
{
    case Accepted = 'accepted';
    case Failed = 'failed';
    case Unfinished = 'unfinished';

    public static function of(?int $responseCode): self
    {
        return match ($responseCode) {
            null => self::Unfinished,
            200 => self::Accepted,
            default => self::Failed,
        };
    }

    public function label(): string
    {
        return match ($this) {
            self::Accepted => 'Accepted',
            self::Failed => 'Failed',
            self::Unfinished => 'Open',
        };
    }

    public function mood(): string
    {
        return match ($this) {
            self::Accepted => 'good',
            self::Failed => 'bad',
            self::Unfinished => 'wait',
        };
    }

    /**
     * Returns the SQL condition on `entrata_webhooks w` for this result.
     */
    public function condition(): string
    {
        return match ($this) {
            self::Accepted => 'w.response_code = 200',
            self::Failed => 'w.response_code <> 200',
            self::Unfinished => 'w.response_code IS NULL',
        };
    }
}
