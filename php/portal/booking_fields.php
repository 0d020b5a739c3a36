<?php
declare(strict_types=1);

namespace Portal;

use Entrata\Exception\ValidationException;

const TOUR_TYPES = ['AGENT_GUIDED', 'SELF_GUIDED', 'VIRTUAL_GUIDED'];

/** Reads one field after the other and keeps what is wrong with each. */
final class BookingFields
{
    /** @var list<array{field: string, message: string}> */
    public array $errors = [];

    /** @param array<string, mixed> $fields */
    public function __construct(private readonly array $fields)
    {
    }

    public function houseId(): int
    {
        $id = positiveInteger($this->fields['propertyId'] ?? null);
        return $id ?? $this->bad('propertyId', 'must be the id of a property', 0);
    }

    /** @return array{date: string, time: string, start: \DateTimeImmutable, end: \DateTimeImmutable}|null */
    public function slot(): ?array
    {
        $date = $this->verbatim('tourDate', 32);
        $time = $this->verbatim('tourTime', 128);
        if ($date === null || $time === null) {
            return null;
        }
        try {
            $slot = \Entrata\convertTourTime($date, $time);
        } catch (ValidationException $unreadable) {
            foreach ($unreadable->getErrors() as ['field' => $field, 'message' => $message]) {
                $this->bad($field === 'date' ? 'tourDate' : 'tourTime', $message);
            }
            return null;
        }
        $utc = new \DateTimeZone('UTC');
        $start = (new \DateTimeImmutable($slot['start']))->setTimezone($utc);
        $end = (new \DateTimeImmutable($slot['end']))->setTimezone($utc);
        if ($start->getTimestamp() <= time()) {
            return $this->bad('tourTime', 'lies in the past');
        }
        return ['date' => $date, 'time' => $time, 'start' => $start, 'end' => $end];
    }

    public function tourType(): string
    {
        $type = $this->text('tourType', 32) ?? TOUR_TYPES[0];
        return in_array($type, TOUR_TYPES, true)
            ? $type
            : $this->bad('tourType', 'must be one of ' . implode(', ', TOUR_TYPES), '');
    }

    /** Needed only when the user has none of their own; a lead goes without a last name. */
    public function firstName(string $own): ?string
    {
        $name = $this->text('firstName', 255);
        return $name === null && trim($own) === '' ? $this->bad('firstName', 'is missing') : $name;
    }

    public function email(string $own): ?string
    {
        $email = $this->text('email', 254);
        $valid = filter_var($email ?? $own, FILTER_VALIDATE_EMAIL, FILTER_FLAG_EMAIL_UNICODE) !== false;
        return $valid ? $email : $this->bad('email', 'must be an e-mail address');
    }

    public function phone(): ?string
    {
        $phone = $this->text('phone', 64);
        $digits = preg_match_all('/\d/', $phone ?? '');
        $valid = $phone === null || ($digits >= 7 && preg_match('~^\+?[\d\s().\-/]+((ext|x|#)\.?\s*\d+)?$~i', $phone));
        return $valid ? $phone : $this->bad('phone', 'must be a phone number');
    }

    public function moveInDate(): ?string
    {
        $date = $this->text('moveInDate', 10);
        if ($date === null) {
            return null;
        }
        $day = \DateTimeImmutable::createFromFormat('!Y-m-d', $date);
        if ($day === false || $day->format('Y-m-d') !== $date) {
            return $this->bad('moveInDate', 'must be a date, written YYYY-MM-DD');
        }
        $today = (new \DateTimeImmutable('now', zone()))->format('Y-m-d');
        return $date < $today ? $this->bad('moveInDate', 'lies in the past') : $date;
    }

    /** A field that may be left out; blank counts as left out. */
    public function text(string $field, int $most): ?string
    {
        $value = $this->fields[$field] ?? null;
        if ($value === null) {
            return null;
        }
        if (!is_string($value) || !mb_check_encoding($value, 'UTF-8') || str_contains($value, "\0")) {
            return $this->bad($field, 'must be text');
        }
        $value = trim($value);
        if (mb_strlen($value) > $most) {
            return $this->bad($field, "must not be longer than $most characters");
        }
        return $value === '' ? null : $value;
    }

    /** A half of the slot, which goes back to Entrata exactly as it came: nothing is trimmed. */
    private function verbatim(string $field, int $most): ?string
    {
        $value = $this->fields[$field] ?? '';
        if (!is_string($value) || trim($value) === '') {
            return $this->bad($field, 'must be the text of an offered tour time');
        }
        $fits = mb_check_encoding($value, 'UTF-8') && mb_strlen($value) <= $most;
        return $fits ? $value : $this->bad($field, 'is not the text of an offered tour time');
    }

    private function bad(string $field, string $message, mixed $instead = null): mixed
    {
        $this->errors[] = ['field' => $field, 'message' => $message];
        return $instead;
    }
}
