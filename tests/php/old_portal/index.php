<?php

require __DIR__ . '/db.php';

parse_str($_SERVER['QUERY_STRING'], $given);
$cid = (int) $given['cid'];
$logId = logWebhook($given['request_type'] ?? null, $cid, (int) ($given['property_id'] ?? 0), $_SERVER['QUERY_STRING']);
if ($given['client_secret'] !== getenv('ENTRATA_CLIENT_SECRET')) {
    http_response_code(401);
    exit(json_encode(['response' => ['logId' => $logId, 'code' => 401]]));
}
if (isset($given['auth_code'])) {
    exchangeAuthCode($given['auth_code'], $cid);
}
if (isset($given['request_type'])) {
    query('UPDATE houses SET on_market = ? WHERE cid = ? AND property_id = ?', [(int) ($given['request_type'] === 'ACTIVATION'), $cid, $given['property_id']]);
}
echo json_encode(['response' => ['logId' => $logId, 'code' => 200]]);
