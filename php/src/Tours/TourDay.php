<?php

declare(strict_types=1);

namespace Portal\Tours;

/**
 * A day with tour times.
 */
final readonly class TourDay
{
    /**
     * @param list<OfferedSlot> $slots
     */
    private function __construct(public string $date, public array $slots) {}

    /**
     * @param array<string, mixed> $day of `Entrata\getTourAvailability()`
     */
    public static function fromAvailability(array $day): self
    {
        return new self($day['date'], array_map(OfferedSlot::fromAvailability(...), $day['slots']));
    }

    public function offers(?string $value): bool
    {
        return $value !== null && in_array($value, array_column($this->slots, 'value'), true);
    }
}
