<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\Http\Input;
use Portal\Http\Problem;

/**
 * Which tour times a caller of the API asks for.
 */
final readonly class TourTimesQuery
{
    private function __construct(
        public int $houseId,
        public ?string $month,
        public ?string $tourType,
    ) {}

    /**
     * @param array<string, mixed> $fields
     * @throws Problem naming every bad field at once
     */
    public static function read(array $fields): self
    {
        $errors = [];
        $name = isset($fields['propertyId']) || !isset($fields['houseId']) ? 'propertyId' : 'houseId';
        $houseId = Input::positiveInteger($fields[$name] ?? null);
        if ($houseId === null) {
            $errors[] = ['field' => $name, 'message' => 'must be the id of a property'];
        }
        $month = self::given($fields['month'] ?? '');
        if ($month !== null && preg_match('/^(0[1-9]|1[0-2])-\d{4}$/D', $month) !== 1) {
            $errors[] = ['field' => 'month', 'message' => 'must be a month, written MM-YYYY'];
        }
        $tourType = self::given($fields['tourType'] ?? '');
        if ($tourType !== null && TourType::tryFrom($tourType) === null) {
            $errors[] = ['field' => 'tourType', 'message' => 'must be one of ' . TourType::words()];
        }
        return $errors === [] && $houseId !== null
            ? new self($houseId, $month, $tourType)
            : throw Problem::validation($errors);
    }

    private static function given(mixed $value): ?string
    {
        return $value === '' ? null : (is_string($value) ? $value : '(a list)');
    }
}
