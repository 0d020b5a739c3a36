<?php

declare(strict_types=1);

namespace Portal\Operators;

/**
 * The kinds of webhook, in the order in which the chart stacks them.
 */
enum WebhookKind: string
{
    case Activation = 'ACTIVATION';
    case Suspension = 'SUSPENDED';
    case FeedType = 'CHANGE_FEED_TYPE';
    case Authentication = 'AUTHENTICATION';
    case Other = 'OTHER';

    /**
     * Returns the kind of a request type. A webhook without one brings an authorization code.
     */
    public static function of(?string $requestType): self
    {
        return $requestType === null || $requestType === ''
            ? self::Authentication
            : self::tryFrom($requestType) ?? self::Other;
    }

    public function label(): string
    {
        return match ($this) {
            self::Activation => 'Activation',
            self::Suspension => 'Suspension',
            self::FeedType => 'Feed type',
            self::Authentication => 'Authentication',
            self::Other => 'Other',
        };
    }

    /**
     * Returns the class of the kind's color.
     */
    public function cssClass(): string
    {
        return 'kind-' . strtolower($this->value);
    }

    /**
     * Returns the SQL condition on `entrata_webhooks w` for this kind.
     */
    public function condition(): string
    {
        return match ($this) {
            self::Authentication => "(w.request_type IS NULL OR w.request_type = '')",
            self::Other => "w.request_type NOT IN ('', 'ACTIVATION', 'SUSPENDED', 'CHANGE_FEED_TYPE')",
            default => "w.request_type = '$this->value'",
        };
    }
}
