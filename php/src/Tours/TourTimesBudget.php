<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\Account\User;
use Portal\Database\Database;
use Portal\Http\Problem;

/**
 * Limits how many different tour times one user may request in a minute. Each may be a call to Entrata, and all users
 * share the calls that Entrata allows.
 */
final class TourTimesBudget
{
    private const QUESTIONS = 20;
    private const SECONDS = 60;

    /**
     * @throws Problem 429 if the user has requested too many different tour times
     */
    public static function spend(User $user, int $houseId, ?string $month, ?string $tourType): void
    {
        $question = "$houseId|$month|$tourType";
        $recent = Database::shared()->row(
            'SELECT COUNT(*) AS number, COALESCE(MAX(question = ?), 0) AS is_known FROM entrata_tour_questions
              WHERE user_id = ? AND asked_at > UTC_TIMESTAMP() - INTERVAL ' . self::SECONDS . ' SECOND',
            [$question, $user->id],
        );
        if ((int) $recent['is_known'] === 1) {
            return;
        }
        if ((int) $recent['number'] >= self::QUESTIONS) {
            $sentence = 'You have looked at many tour times. Please wait a minute and try again.';
            throw new Problem(429, 'TOO_MANY_TOUR_TIMES', $sentence, [], ['Retry-After' => (string) self::SECONDS]);
        }
        Database::shared()->transaction(static function (Database $database) use ($user, $question): void {
            $database->change(
                'DELETE FROM entrata_tour_questions
                  WHERE user_id = ? AND asked_at <= UTC_TIMESTAMP() - INTERVAL ' . self::SECONDS . ' SECOND',
                [$user->id],
            );
            $database->change(
                'INSERT IGNORE INTO entrata_tour_questions (user_id, question) VALUES (?, ?)',
                [$user->id, $question],
            );
        });
    }
}
