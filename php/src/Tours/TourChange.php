<?php

declare(strict_types=1);

namespace Portal\Tours;

/**
 * What a renter asks the property to change about a tour.
 */
enum TourChange: string
{
    case Cancel = 'CANCEL';
    case Move = 'MOVE';
}
