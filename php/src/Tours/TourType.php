<?php

declare(strict_types=1);

namespace Portal\Tours;

/**
 * How a home is shown.
 */
enum TourType: string
{
    case AgentGuided = 'AGENT_GUIDED';
    case SelfGuided = 'SELF_GUIDED';
    case VirtualGuided = 'VIRTUAL_GUIDED';

    public static function default(): self
    {
        return self::AgentGuided;
    }

    /**
     * Returns the API's words, separated by commas.
     */
    public static function words(): string
    {
        return implode(', ', array_column(self::cases(), 'value'));
    }

    public function label(): string
    {
        return match ($this) {
            self::AgentGuided => 'With an agent',
            self::SelfGuided => 'Self-guided',
            self::VirtualGuided => 'Virtual',
        };
    }
}
