<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\Account\User;
use Portal\Http\Input;
use Portal\Http\Page;
use Portal\Http\Problem;
use Portal\Tours\TourCalendar;

/**
 * The page of a home.
 */
final class PropertyPage
{
    /**
     * Shows the page. After a booking that failed, `$fields` are those of the form and `$problem` says why.
     *
     * @param array<string, mixed> $fields
     * @throws Problem if there is no such home on the market
     */
    public static function show(User $user, array $fields, ?Problem $problem = null): void
    {
        $house = Houses::onMarket(Input::positiveInteger($fields['propertyId'] ?? null) ?? 0)
            ?? throw Problem::unknownPage('This home is no longer on the market.');
        Page::show('property', $house->title, [
            'user' => $user,
            'house' => $house,
            'images' => Image::ofHouse($house->id),
            'details' => ListingDetails::ofHouse($house->id),
            'calendar' => TourCalendar::read($user, $house->id, $fields),
            'fields' => $fields,
            'problem' => $problem,
        ], $problem->status ?? 200);
    }
}
