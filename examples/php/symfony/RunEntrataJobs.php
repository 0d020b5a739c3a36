<?php

declare(strict_types=1);

namespace App\Entrata;

/** A message: jobs of the extension are due. */
final class RunEntrataJobs
{
    public function __construct(public readonly int $max = 50) {}
}
