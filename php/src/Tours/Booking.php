<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\Account\User;
use Portal\Http\Problem;

/**
 * A tour that a renter requests, with every field checked.
 */
final readonly class Booking
{
    private const LONGEST_MESSAGE = 5000;
    private const LONGEST_NAME = 255;

    /**
     * @param ?string $firstName where it differs from the account's own; so are the last name and the phone
     */
    private function __construct(
        public User $user,
        public int $houseId,
        public BookedSlot $slot,
        public TourType $tourType,
        public ?string $message,
        public ?string $firstName,
        public ?string $lastName,
        public ?string $phone,
        public ?string $moveInDate,
    ) {}

    /**
     * @param array<string, mixed> $fields
     * @throws Problem naming every bad field at once
     */
    public static function read(array $fields, User $user): self
    {
        $read = new BookingFields($fields);
        $houseId = $read->houseId();
        $slot = $read->slot();
        $tourType = $read->tourType();
        $message = $read->text('message', self::LONGEST_MESSAGE);
        $firstName = $read->firstName($user);
        $lastName = $read->text('lastName', self::LONGEST_NAME);
        $read->email($user);
        $phone = $read->phone();
        $moveInDate = $read->moveInDate();
        if ($read->errors !== [] || $houseId === null || $slot === null || $tourType === null) {
            throw Problem::validation($read->errors);
        }
        return new self(
            $user,
            $houseId,
            $slot,
            $tourType,
            $message,
            $firstName === $user->firstName ? null : $firstName,
            $lastName === $user->lastName ? null : $lastName,
            $phone === $user->phone ? null : $phone,
            $moveInDate,
        );
    }
}
