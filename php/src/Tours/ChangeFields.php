<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\Http\Input;
use Portal\Http\Problem;

/**
 * Reads what a renter asks to change about a tour.
 */
final class ChangeFields
{
    private const LONGEST_NOTE = 500;

    /**
     * Returns the days and times that the renter wants instead; null for a tour to cancel.
     *
     * @param array<string, mixed> $fields
     * @throws Problem if they are missing, or too long to store
     */
    public static function note(array $fields, TourChange $change): ?string
    {
        if ($change === TourChange::Cancel) {
            return null;
        }
        $note = Input::paragraphs($fields['note'] ?? null);
        $message = match (true) {
            $note === '' => 'must say which days and times work for you',
            mb_strlen($note) > self::LONGEST_NOTE => 'must not be longer than ' . self::LONGEST_NOTE . ' characters',
            default => null,
        };
        return $message === null ? $note : throw Problem::validation([['field' => 'note', 'message' => $message]]);
    }
}
