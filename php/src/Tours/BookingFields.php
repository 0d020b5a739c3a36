<?php

declare(strict_types=1);

namespace Portal\Tours;

use Entrata\Exception\ValidationException;
use Portal\Account\User;
use Portal\Http\Input;
use Portal\View\Clock;

/**
 * Reads the fields of a booking one by one and collects what is wrong with each.
 */
final class BookingFields
{
    /** Other names that callers use for a field. */
    private const ALIASES = [
        'propertyId' => 'houseId',
        'tourDate' => 'entrataSlotDate',
        'tourTime' => 'entrataSlotTime',
    ];

    /** @var list<array{field: string, message: string}> */
    public array $errors = [];

    /**
     * @param array<string, mixed> $fields
     */
    public function __construct(private readonly array $fields) {}

    public function houseId(): ?int
    {
        $id = Input::positiveInteger($this->value('propertyId'));
        return $id ?? $this->reject('propertyId', 'must be the id of a property');
    }

    /**
     * Reads the slot, which goes back to Entrata exactly as it came.
     */
    public function slot(): ?BookedSlot
    {
        $date = $this->verbatim('tourDate', 32);
        $time = $this->verbatim('tourTime', 128);
        if ($date === null || $time === null) {
            return null;
        }
        try {
            $slot = BookedSlot::convert($date, $time);
        } catch (ValidationException $unreadable) {
            foreach ($unreadable->getErrors() as ['field' => $field, 'message' => $message]) {
                $this->reject($field === 'date' ? 'tourDate' : 'tourTime', $message);
            }
            return null;
        }
        return $slot->startsAt->getTimestamp() > time() ? $slot : $this->reject('tourTime', 'is in the past');
    }

    public function tourType(): ?TourType
    {
        $word = $this->text('tourType', 32);
        if ($word === null) {
            return TourType::default();
        }
        return TourType::tryFrom($word) ?? $this->reject('tourType', 'must be one of ' . TourType::words());
    }

    /**
     * Reads a first name, which is needed only if the account has none.
     */
    public function firstName(User $user): ?string
    {
        $name = $this->text('firstName', 255);
        return $name === null && trim($user->firstName) === '' ? $this->reject('firstName', 'is missing') : $name;
    }

    /**
     * Checks that the lead goes to the account's own address. Another one could be another person's, whose lead and
     * tours at the property would then be changed.
     */
    public function email(User $user): void
    {
        $email = $this->text('email', 254);
        if ($email !== null && !$user->owns(ContactText::email($email))) {
            $this->reject('email', 'must be your account’s email address');
        } elseif (!ContactText::isEmail($user->email)) {
            $this->reject('email', 'of your account is not a valid email address');
        }
    }

    public function phone(): ?string
    {
        $phone = $this->text('phone', 200);
        return $phone === null ? null : ContactText::phone($phone) ?? $this->reject('phone', 'must be a phone number');
    }

    public function moveInDate(): ?string
    {
        $date = $this->text('moveInDate', 32);
        if ($date === null) {
            return null;
        }
        $day = Input::day($date) ?? $this->reject('moveInDate', 'must be a date, written YYYY-MM-DD');
        return $day !== null && $day < Clock::today() ? $this->reject('moveInDate', 'is in the past') : $day;
    }

    /**
     * Reads a field that may be left out; a blank one counts as left out.
     */
    public function text(string $field, int $longest): ?string
    {
        $value = $this->value($field);
        if ($value === null) {
            return null;
        }
        if (!is_string($value) || !mb_check_encoding($value, 'UTF-8') || str_contains($value, "\0")) {
            return $this->reject($field, 'must be text');
        }
        $value = trim($value);
        if (mb_strlen($value, 'UTF-8') > $longest) {
            return $this->reject($field, "must not be longer than $longest characters");
        }
        return $value === '' ? null : $value;
    }

    private function verbatim(string $field, int $longest): ?string
    {
        $value = $this->value($field);
        if ($value === null || !is_string($value) || trim($value) === '') {
            return $this->reject($field, 'must be the text of an offered tour time');
        }
        $fits = mb_check_encoding($value, 'UTF-8') && mb_strlen($value, 'UTF-8') <= $longest;
        return $fits ? $value : $this->reject($field, 'is not the text of an offered tour time');
    }

    private function value(string $field): mixed
    {
        return $this->fields[$this->nameOf($field)] ?? null;
    }

    /**
     * Returns the name under which the caller sent a field.
     */
    private function nameOf(string $field): string
    {
        $alias = self::ALIASES[$field] ?? $field;
        return !isset($this->fields[$field]) && isset($this->fields[$alias]) ? $alias : $field;
    }

    private function reject(string $field, string $message): null
    {
        $this->errors[] = ['field' => $this->nameOf($field), 'message' => $message];
        return null;
    }
}
