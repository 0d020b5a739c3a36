<?php
declare(strict_types=1);

namespace Portal;

/** A positive integer, or null for anything else. */
function positiveInteger(mixed $value): ?int
{
    if (!is_string($value) && !is_int($value)) {
        return null;
    }
    $number = filter_var($value, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1]]);
    return $number === false ? null : $number;
}
