<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\View\Clock;
use Portal\View\Format;

/**
 * A row of `houses` that Entrata filled: one floor plan of one property.
 */
final readonly class House
{
    private function __construct(
        public int $id,
        public string $title,
        public string $description,
        public ?string $address,
        public ?string $city,
        public ?string $state,
        public ?string $postalCode,
        public ?int $bedrooms,
        public ?string $bathrooms,
        public ?int $squareFeetMin,
        public ?int $squareFeetMax,
        public ?string $rent,
        public ?string $rentMax,
        public ?string $deposit,
        public ?string $applicationFee,
        public ?string $leaseTerms,
        public ?string $pets,
        public ?string $propertyType,
        public ?int $yearBuilt,
        public ?int $numberAvailable,
        public ?string $availableOn,
        public ?string $availabilityUrl,
        public ?string $website,
        public ?string $phone,
        public ?string $email,
        /** The first photo or, without one, the first floor plan. */
        public ?string $picture,
        public bool $pictureIsFloorPlan,
        /** Whether the property is known to give no tours. */
        public bool $withoutTours,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        $integer = static fn(string $column): ?int => isset($row[$column]) ? (int) $row[$column] : null;
        $text = static fn(string $column): ?string => trim((string) ($row[$column] ?? '')) === ''
            ? null
            : trim((string) $row[$column]);
        return new self(
            (int) $row['id'],
            (string) $row['title'],
            trim((string) ($row['description'] ?? '')),
            $text('address'),
            $text('city'),
            $text('state'),
            $text('postal_code'),
            $integer('bedrooms'),
            $text('bathrooms'),
            $integer('square_feet_min'),
            $integer('square_feet_max'),
            $text('price_pm'),
            $text('price_pm_max'),
            $text('deposit'),
            $text('application_fee'),
            $text('lease_terms'),
            $text('pets'),
            $text('property_type'),
            $integer('year_built'),
            $integer('number_available'),
            $text('available_on'),
            $text('availability_url'),
            $text('website'),
            $text('phone'),
            $text('email'),
            self::picture($row)[1],
            self::picture($row)[0] === 'FLOORPLAN',
            ($row['tours_unsupported_at'] ?? null) !== null,
        );
    }

    /**
     * Returns the kind and the address of the picture, which a query gives as one text.
     *
     * @param array<string, mixed> $row
     * @return array{?string, ?string}
     */
    private static function picture(array $row): array
    {
        return isset($row['picture']) ? explode(' ', (string) $row['picture'], 2) : [null, null];
    }

    /**
     * "$1,450 – $1,900", or null if the rent is not known.
     */
    public function rentRange(): ?string
    {
        return Format::moneyRange($this->rent, $this->rentMax);
    }

    /**
     * "2 beds · 1.5 baths · 850 sq ft".
     */
    public function rooms(): string
    {
        $bathrooms = $this->bathrooms === null ? null : (float) $this->bathrooms;
        return implode(' · ', array_filter([
            match ($this->bedrooms) {
                null => null,
                0 => 'Studio',
                default => Format::count($this->bedrooms, 'bed'),
            },
            $bathrooms ? "$bathrooms bath" . ($bathrooms === 1.0 ? '' : 's') : null,
            Format::area($this->squareFeetMin, $this->squareFeetMax),
        ], static fn(?string $part): bool => $part !== null));
    }

    /**
     * "12 Elm Street, Springfield, IL 62701".
     */
    public function fullAddress(): string
    {
        return trim("{$this->shortAddress()} $this->postalCode");
    }

    /**
     * "12 Elm Street, Springfield, IL".
     */
    public function shortAddress(): string
    {
        return implode(', ', array_filter([$this->address, $this->city, $this->state]));
    }

    /**
     * "3 available now", "1 available from Dec 15".
     */
    public function availability(): string
    {
        $when = match (true) {
            $this->availableOn === null => '',
            $this->availableOn > Clock::today() => ' from ' . Clock::date($this->availableOn),
            default => ' now',
        };
        return match ($this->numberAvailable) {
            0 => 'None available right now',
            null => 'Ask the property about availability',
            default => number_format($this->numberAvailable) . " available$when",
        };
    }
}
