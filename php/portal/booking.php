<?php
declare(strict_types=1);

namespace Portal;

/** A tour that someone asks for, every field checked. */
final readonly class Booking
{
    private function __construct(
        public int $houseId,
        public string $tourDate,
        public string $tourTime,
        public \DateTimeImmutable $startsAt,
        public \DateTimeImmutable $endsAt,
        public string $tourType,
        public ?string $message,
        public ?string $firstName,
        public ?string $lastName,
        public ?string $email,
        public ?string $phone,
        public ?string $moveInDate,
    ) {
    }

    /**
     * Reads the fields of a request.
     *
     * @param array<string, mixed> $fields
     * @throws Problem naming every bad field at once
     */
    public static function read(array $fields, User $user): self
    {
        $read = new BookingFields($fields);
        $houseId = $read->houseId();
        $slot = $read->slot();
        $tourType = $read->tourType();
        $message = $read->text('message', 5000);
        $firstName = $read->firstName($user->firstName);
        $lastName = $read->text('lastName', 255);
        $email = $read->email($user->email);
        $phone = $read->phone();
        $moveInDate = $read->moveInDate();
        if ($read->errors !== []) {
            throw Problem::validation($read->errors);
        }
        return new self(
            $houseId,
            $slot['date'],
            $slot['time'],
            $slot['start'],
            $slot['end'],
            $tourType,
            $message,
            $firstName,
            $lastName,
            $email,
            $phone,
            $moveInDate,
        );
    }
}
