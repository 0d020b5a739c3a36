<?php

/**
 * Calls a method of Entrata that has no function of its own here.
 *
 *     php examples/php/call_any_method.php CID
 */

declare(strict_types=1);

$result = Entrata\call((int) ($argv[1] ?? 0), 'properties', 'getProperties', params: ['showAllStatus' => '0']);

foreach ($result['PhysicalProperty']['Property'] as $property) {
    echo "{$property['PropertyID']}: {$property['MarketingName']}\n";
}
