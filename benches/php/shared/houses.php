<?php

declare(strict_types=1);

namespace Bench;

use DateTimeImmutable;
use DateTimeZone;

/** Entrata's four answers on a property as the portal's houses, one for each floor plan. Pure: no I/O. */

/**
 * @param array{getProperties: array, getFloorPlans: array, getMitsPropertyUnits: array, getUnitsAvailabilityAndPricing: mixed} $responses
 * @return list<array<string, mixed>> the columns of each house; its pictures under `images`, its units and amenities under
 *     the names of their tables
 */
function houses(int $propertyId, array $responses): array
{
    $property = ofProperty(several($responses['getProperties']['PhysicalProperty']['Property'] ?? []), 'PropertyID', $propertyId);
    $mits = ofMits(several($responses['getMitsPropertyUnits']['PhysicalProperty']['Property'] ?? []), $propertyId);
    $plans = array_filter(
        several($responses['getFloorPlans']['FloorPlans']['FloorPlan'] ?? []),
        fn(array $plan): bool => !flag($plan['IsDisabled'] ?? false),
    );
    $units = freeUnits($responses['getUnitsAvailabilityAndPricing'], $propertyId);
    $whole = wholeProperty($property, $mits);
    if ($plans === []) {
        return [withUnits($whole, array_merge(...array_values($units)))];
    }
    $urls = availabilityUrls(several($mits['Floorplan'] ?? []));
    return array_values(array_map(fn(array $plan): array => houseOf($whole, $plan, $units, $urls), $plans));
}

/** What all houses of a property share. */
function wholeProperty(array $property, array $mits): array
{
    $address = array_filter($property['Address'] ?? []) + ($mits['PropertyID']['Address'] ?? []);
    $about = plain($property['LongDescription'] ?? '') ?: plain($property['ShortDescription'] ?? '')
        ?: plain($mits['Information']['LongDescription'] ?? '') ?: plain($mits['Information']['ShortDescription'] ?? '');
    $phone = several($property['Phone'] ?? [])[0] ?? several($mits['PropertyID']['Phone'] ?? [])[0] ?? [];
    $website = trim($property['webSite'] ?? '') ?: trim($mits['PropertyID']['WebSite'] ?? '');
    return [
        'floorplan_id' => 0,
        'title' => fit($property['MarketingName'] ?? '', 255),
        'description' => $about,
        'address' => some($address['Address'] ?? null, 255),
        'city' => some($address['City'] ?? null, 128),
        'state' => some($address['State'] ?? null, 64),
        'postal_code' => some($address['PostalCode'] ?? null, 32),
        'country' => some($address['Country'] ?? null, 64),
        'latitude' => number($mits['ILS_Identification']['Latitude'] ?? null),
        'longitude' => number($mits['ILS_Identification']['Longitude'] ?? null),
        'bedrooms' => null,
        'bathrooms' => null,
        'square_feet_min' => null,
        'square_feet_max' => null,
        'price_pm' => null,
        'price_pm_max' => null,
        'deposit' => null,
        'application_fee' => null,
        'lease_terms' => some($mits['Information']['LeaseLength'] ?? null, 255),
        'pets' => null,
        'property_type' => some($property['Type'] ?? null, 64),
        'year_built' => (int) ($property['YearBuilt'] ?? 0) ?: null,
        'number_available' => 0,
        'available_on' => null,
        'availability_url' => some($mits['Information']['PropertyAvailabilityURL'] ?? null, 2048),
        'website' => isWebAddress($website) ? $website : null,
        'phone' => some($phone['PhoneNumber'] ?? null, 64),
        'email' => some($address['Email'] ?? null, 254),
        'images' => images(several($mits['File'] ?? [])),
    ];
}

/** @param array<int, string> $urls where the availability of each floor plan is shown */
function houseOf(array $whole, array $plan, array $units, array $urls): array
{
    $id = (int) $plan['Identification']['IDValue'];
    $rooms = array_column(array_map(
        fn(array $room): array => [$room['@attributes']['RoomType'] ?? '', $room['Count'] ?? null],
        several($plan['Room'] ?? []),
    ), 1, 0);
    [$smallest, $largest] = span($plan['SquareFeet'] ?? []);
    $pictures = several($plan['File'] ?? []);
    usort($pictures, fn(array $one, array $other): int
        => flag($other['@attributes']['IsDefault'] ?? false) <=> flag($one['@attributes']['IsDefault'] ?? false));
    $house = [
        'floorplan_id' => $id,
        'title' => fit(implode(' - ', array_filter([$whole['title'], $plan['Name'] ?? ''])), 255),
        'description' => fit(implode("\n\n", array_filter([plain($plan['Comment'] ?? ''), $whole['description']])), 20000),
        'bedrooms' => $rooms['Bedroom'] ?? null,
        'bathrooms' => isset($rooms['Bathroom']) ? round((float) $rooms['Bathroom'], 1) : null,
        'square_feet_min' => $smallest === null ? null : (int) round($smallest),
        'square_feet_max' => $largest === null ? null : (int) round($largest),
        'images' => images($pictures) + $whole['images'],
    ] + $whole;
    $house = withUnits($house, $units[$id] ?? []);
    [$lowest, $highest] = span($plan['MarketRent'] ?? []);
    $house['entrata_amenities'] = array_map(
        fn(array $amenity): array => ['FLOORPLAN', null, fit(plain($amenity['Description'] ?? ''), 255)],
        several($plan['Amenity'] ?? []),
    );
    $house['availability_url'] = $urls[$id] ?? $house['availability_url'];
    $house['price_pm'] ??= $lowest;
    $house['price_pm_max'] ??= $highest;
    $house['deposit'] ??= span($plan['Deposit']['Amount']['ValueRange'] ?? [])[0];
    return $house;
}

/** Rent range, number and first day of the available units. */
function withUnits(array $house, array $units): array
{
    $least = fn(string $key): mixed => ($known = array_filter(array_column($units, $key))) === [] ? null : min($known);
    $highest = array_filter(array_column($units, 'highest'));
    $house['number_available'] = count($units);
    $house['available_on'] = $least('on');
    $house['price_pm'] = $least('lowest');
    $house['price_pm_max'] = $highest === [] ? null : max($highest);
    $house['deposit'] = $least('deposit');
    $house['lease_terms'] ??= implode(', ', array_unique(array_column(array_merge(...array_column($units, 'rents')), 0))) ?: null;
    $house['entrata_units'] = array_column($units, 'row');
    $house['entrata_unit_rents'] = [];
    foreach ($units as $at => $unit) {
        foreach ($unit['rents'] as $rent) {
            $house['entrata_unit_rents'][] = [$at + 1, ...$rent];
        }
    }
    return $house;
}

/** @return array<int, string> by floor plan */
function availabilityUrls(array $plans): array
{
    $urls = array_column(array_column($plans, 'Identification'), 'IDValue');
    return array_filter(array_combine(
        array_map(intval(...), $urls),
        array_map(fn(array $plan): ?string => some($plan['FloorplanAvailabilityURL'] ?? null, 2048), $plans),
    ));
}

/**
 * @return array<int, list<array{on: ?string, lowest: ?float, highest: ?float, deposit: ?float, row: list<mixed>, rents: list<list<mixed>>}>>
 *     by floor plan; `row` and `rents` as their tables have them
 */
function freeUnits(mixed $pricing, int $propertyId): array
{
    $free = [];
    $today = (new DateTimeImmutable('today', new DateTimeZone('America/Chicago')))->format('Y-m-d');
    foreach (is_array($pricing) ? $pricing['ILS_Units']['Unit'] ?? [] : [] as $unit) {
        $known = $unit['@attributes'];
        $isOffered = ($known['Availability'] ?? '') === 'Available' && ($known['WebVisible'] ?? '1') !== '0';
        if (!$isOffered || (int) ($known['PropertyId'] ?? $propertyId) !== $propertyId) {
            continue;
        }
        [$lowest, $highest] = span($unit['Rent'] ?? []);
        // Since a day in the past means now.
        $on = max($today, day($known['AvailableOn']));
        $deposit = span($unit['Deposit'] ?? [])[0];
        $free[(int) $known['FloorplanId']][] = [
            'on' => $on,
            'lowest' => $lowest,
            'highest' => $highest,
            'deposit' => $deposit,
            'row' => [
                some($known['PropertyUnitId'] ?? null, 32), some($known['Id'] ?? null, 32), some($known['UnitNumber'] ?? null, 64),
                some($known['BuildingName'] ?? null, 128), some($known['FloorNumber'] ?? null, 64),
                (int) ($known['Area'] ?? 0) ?: null, $lowest, $highest, $deposit, $on,
            ],
            'rents' => array_map(fn(array $term): array => [
                fit($term['@attributes']['LeaseTerm'], 64), number($term['@attributes']['Rent']),
                day($term['@attributes']['StartDate']), day($term['@attributes']['EndDate']),
                (int) flag($term['@attributes']['IsBestPrice']),
            ], several($unit['Rent']['TermRent'] ?? [])),
        ];
    }
    return $free;
}

/** "12/03/2026" as the tables have it. */
function day(string $american): string
{
    [$month, $day, $year] = explode('/', $american);
    return "$year-$month-$day";
}

/** The lowest and the highest number of a range that is known: 0 and 1 stand for unknown. */
function span(array $range): array
{
    $known = $range['@attributes'] ?? [];
    $read = fn(?string $text): ?float => ($number = number($text)) > 1 ? $number : null;
    $least = $read($known['Min'] ?? $known['MinRent'] ?? $known['MinDeposit'] ?? null);
    $most = $read($known['Max'] ?? $known['MaxRent'] ?? $known['MaxDeposit'] ?? null);
    return [$least ?? $most, $most ?? $least];
}

/** @return array<string, array{string, string}> caption and kind by URL, which keeps each picture once */
function images(array $files): array
{
    $images = [];
    foreach ($files as $file) {
        $active = !in_array(strtolower((string) ($file['@attributes']['Active'] ?? 'true')), ['false', '0', 'f', 'no'], true);
        if ($active && isWebAddress($file['Src'] ?? '') && strtolower($file['Format'] ?? '') !== 'pdf') {
            // Entrata sends no caption as an empty list, and a file name is not a caption.
            $caption = is_string($file['Caption'] ?? '') && ($file['Caption'] ?? '') !== ($file['Name'] ?? '') ? $file['Caption'] ?? '' : '';
            $caption = plain($caption ?: $file['Description'] ?? '');
            $kind = strtolower($file['FileType'] ?? '') === 'floorplan' ? 'FLOORPLAN' : 'PHOTO';
            $images[$file['Src']] ??= [fit($caption, 255), $kind];
        }
    }
    return $images;
}

function ofProperty(array $properties, string $key, int $id): array
{
    foreach ($properties as $property) {
        if ((int) ($property[$key] ?? 0) === $id) {
            return $property;
        }
    }
    throw new \RuntimeException('Entrata does not list the property');
}

function ofMits(array $properties, int $id): array
{
    foreach ($properties as $property) {
        if ((int) ($property['PropertyID']['Identification']['IDValue'] ?? 0) === $id) {
            return $property;
        }
    }
    return [];
}

/** One thing stands alone in Entrata's answers, several in a list. */
function several(array $things): array
{
    return $things === [] || array_is_list($things) ? $things : [$things];
}

/** Text of HTML, without markup. */
function plain(string $html): string
{
    return str_contains($html, '<') || str_contains($html, '&')
        ? trim(html_entity_decode(strip_tags(str_replace(['<br>', '<br/>'], "\n", $html)), ENT_QUOTES | ENT_HTML5))
        : trim($html);
}

function number(mixed $text): ?float
{
    $digits = preg_replace('/[^0-9.\-]/', '', (string) $text);
    return is_numeric($digits) ? (float) $digits : null;
}

function flag(mixed $value): bool
{
    return $value === true || in_array(strtolower((string) $value), ['1', 'true', 't', 'yes'], true);
}

function some(?string $text, int $most): ?string
{
    return $text === null || trim($text) === '' ? null : fit($text, $most);
}

function fit(string $text, int $most): string
{
    return mb_substr(trim($text), 0, $most);
}

function isWebAddress(string $url): bool
{
    return strlen($url) <= 2048 && preg_match('~^https?://~i', $url) === 1;
}
