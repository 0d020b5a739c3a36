<?php

declare(strict_types=1);

namespace Portal\Database;

/**
 * `ENTRATA_DATABASE_URL` cannot be used.
 */
final class UnusableUrl extends \RuntimeException
{
    public function __construct(string $problem)
    {
        parent::__construct("ENTRATA_DATABASE_URL $problem");
    }
}
