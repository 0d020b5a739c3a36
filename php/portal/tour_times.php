<?php
declare(strict_types=1);

namespace Portal;

use Entrata\Exception\EntrataException;

/** Which tour times someone asks for. */
final readonly class TourTimesAsked
{
    private function __construct(
        public int $houseId,
        public ?string $month,
        public ?string $tourType,
    ) {
    }

    /**
     * @param array<string, mixed> $fields
     * @throws Problem naming every bad field at once
     */
    public static function read(array $fields): self
    {
        $errors = [];
        $houseId = positiveInteger($fields['propertyId'] ?? null);
        if ($houseId === null) {
            $errors[] = ['field' => 'propertyId', 'message' => 'must be the id of a property'];
        }
        $month = self::given($fields, 'month');
        if ($month !== null && !preg_match('/^(0[1-9]|1[0-2])-\d{4}$/D', $month)) {
            $errors[] = ['field' => 'month', 'message' => 'must be a month, written MM-YYYY'];
        }
        $tourType = self::given($fields, 'tourType');
        if ($tourType !== null && !in_array($tourType, TOUR_TYPES, true)) {
            $errors[] = ['field' => 'tourType', 'message' => 'must be one of ' . implode(', ', TOUR_TYPES)];
        }
        return $errors === [] ? new self($houseId, $month, $tourType) : throw Problem::validation($errors);
    }

    /**
     * The same for a page, where a field that cannot be read counts as left out.
     *
     * @param array<string, mixed> $fields
     */
    public static function lenient(int $houseId, array $fields): self
    {
        try {
            return self::read(['propertyId' => $houseId] + $fields);
        } catch (Problem) {
            return new self($houseId, null, null);
        }
    }

    /** The property's page with these times; what is not given stays as it is. */
    public function address(?string $month = null, ?string $tourType = null): string
    {
        return '/property.php?' . http_build_query(array_filter([
            'propertyId' => $this->houseId,
            'month' => $month ?? $this->month,
            'tourType' => $tourType ?? $this->tourType,
        ])) . '#times';
    }

    /** @param array<string, mixed> $fields */
    private static function given(array $fields, string $field): ?string
    {
        $value = $fields[$field] ?? '';
        return $value === '' ? null : (is_string($value) ? $value : '(a list)');
    }
}

/**
 * The tour times of a house for its page, or the reason why there are none to show.
 *
 * @return array{times: ?array, problem: ?Problem}
 */
function tourTimesOf(TourTimesAsked $asked): array
{
    try {
        return [
            'times' => \Entrata\getTourAvailability($asked->houseId, $asked->month, $asked->tourType),
            'problem' => null,
        ];
    } catch (EntrataException $failure) {
        return ['times' => null, 'problem' => Problem::of($failure)];
    }
}

/** The slot that was chosen in the booking form, as the two fields of the endpoint. */
function chosenSlot(array $fields): array
{
    $slot = is_string($fields['slot'] ?? null) ? json_decode($fields['slot'], true) : null;
    $read = is_array($slot) && is_string($slot[0] ?? null) && is_string($slot[1] ?? null);
    return $read ? ['tourDate' => $slot[0], 'tourTime' => $slot[1]] : [];
}

/** The value of a slot in the booking form: date and time as Entrata sent them, safe from a browser's line ends. */
function slotValue(array $raw): string
{
    return json_encode([$raw['date'], $raw['time']], JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
}
