<?php

declare(strict_types=1);

/** nginx and PHP-FPM with the extension, for a folder of flat PHP files. */
final class WebServer
{
    public readonly string $url;
    /** @var list<resource> */
    private array $processes = [];

    /** @param list<string> $pool further lines of FPM's pool */
    public function __construct(private readonly string $folder, string $root, array $pool = [])
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        $port = (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
        fclose($socket);
        $this->url = "http://127.0.0.1:$port";
        file_put_contents("$folder/fpm.conf", $this->fpm($pool));
        file_put_contents("$folder/nginx.conf", $this->nginx($root, $port));
        $fpm = 'php-fpm' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;
        $this->start([$fpm, '--nodaemonize', '--allow-to-run-as-root', '--fpm-config', "$folder/fpm.conf", '-d', 'extension=' . Script::extension()]);
        $this->start(['nginx', '-p', $folder, '-e', "$folder/nginx.log", '-c', "$folder/nginx.conf"]);
        $this->await(fn() => file_exists("$folder/fpm.sock") && @fsockopen('127.0.0.1', $port));
    }

    public function close(): void
    {
        array_map(proc_terminate(...), $this->processes);
        array_map(proc_close(...), $this->processes);
        $this->processes = [];
    }

    /** What PHP wrote into its log. */
    public function log(): string
    {
        return (string) @file_get_contents("$this->folder/php.log");
    }

    private function fpm(array $pool): string
    {
        $user = posix_geteuid() === 0 ? "user = root\ngroup = root\n" : '';
        return <<<END
            [global]
            error_log = $this->folder/fpm.log
            [www]
            listen = $this->folder/fpm.sock
            pm = static
            pm.max_children = 2
            {$user}php_admin_flag[display_errors] = off
            php_admin_flag[log_errors] = on
            php_admin_value[error_log] = $this->folder/php.log

            END . implode("\n", $pool) . "\n";
    }

    private function nginx(string $root, int $port): string
    {
        $user = posix_geteuid() === 0 ? 'user root;' : '';
        $temporary = implode('', array_map(
            fn(string $kind): string => "{$kind}_temp_path $this->folder/$kind;\n",
            ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'],
        ));
        return <<<END
            daemon off;
            worker_processes 1;
            $user
            pid $this->folder/nginx.pid;
            events {}
            http {
                access_log off;
                $temporary
                server {
                    listen 127.0.0.1:$port;
                    root $root;
                    location ~ ^(?<script>/[A-Za-z]+\.php)(?<path_info>/.*)?$ {
                        fastcgi_pass unix:$this->folder/fpm.sock;
                        fastcgi_param SCRIPT_FILENAME \$document_root\$script;
                        fastcgi_param SCRIPT_NAME \$script;
                        fastcgi_param PATH_INFO \$path_info;
                        fastcgi_param QUERY_STRING \$query_string;
                        fastcgi_param REQUEST_METHOD \$request_method;
                        fastcgi_param CONTENT_TYPE \$content_type;
                        fastcgi_param CONTENT_LENGTH \$content_length;
                        fastcgi_param REMOTE_ADDR \$remote_addr;
                    }
                }
            }
            END;
    }

    private function start(array $command): void
    {
        $log = ['file', "$this->folder/server.log", 'a'];
        $this->processes[] = proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes);
    }

    private function await(callable $isReady): void
    {
        for ($end = microtime(true) + 20; !$isReady(); usleep(20_000)) {
            if (microtime(true) > $end) {
                $logs = array_map(fn(string $file): string => (string) @file_get_contents($file), glob("$this->folder/*.log"));
                throw new LogicException('nginx and PHP-FPM did not start: ' . implode("\n", $logs));
            }
        }
    }
}
