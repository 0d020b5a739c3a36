<?php

// Entrata's webhooks.
$cid = (int) $_GET['cid'];
$logId = logWebhook($_GET['request_type'] ?? null, $cid, (int) ($_GET['property_id'] ?? 0), $_SERVER['QUERY_STRING']);
if ($_GET['client_secret'] !== $_ENV['ENTRATA_CLIENT_SECRET']) {
    respond(['response' => ['logId' => $logId, 'code' => 401]], 401);
}
if (isset($_GET['auth_code'])) {
    exchangeAuthCode($_GET['auth_code'], $cid);
}
if (isset($_GET['request_type'])) {
    $listed = (int) ($_GET['request_type'] === 'ACTIVATION');
    query('UPDATE houses SET status = ? WHERE entrata_cid = ? AND entrata_property_id = ?', [$listed, $cid, $_GET['property_id']]);
}
respond(['response' => ['logId' => $logId, 'code' => 200]]);
