<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * A phone number and an email address, as links where they are usable.
 *
 * @var ?string $phone
 * @var ?string $email
 */

foreach ([[$phone, Format::phoneLink($phone)], [$email, Format::emailLink($email)]] as [$text, $link]) {
    if ($text !== null && $text !== '' && $link !== null) {
        echo '<a href="', e($link), '">', e($text), '</a> ';
    } elseif ($text !== null && $text !== '') {
        echo '<span>', e($text), '</span> ';
    }
}
