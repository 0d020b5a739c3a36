//! The PHP extension: arguments in, results and exceptions out, no decisions.
//!
//! While the module loads, things are only declared; what works is made at the first call of each process.

mod arguments;
mod arrays;
mod engine;
mod events;
mod exceptions;
mod functions;
mod info;
mod log;
mod operations;
mod panics;
mod params;
mod portal;
mod reply;
mod runtime;
mod settings;

use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::prelude::php_module;

/// The module, as PHP asks for it.
#[php_module]
#[php(startup = startup)]
pub(crate) fn module(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    functions::add(module)
        .interface::<portal::PhpInterfacePortalApi>()
        .class::<portal::PhpPortal>()
        .info_function(info::info)
        .request_startup_function(request_startup)
        .request_shutdown_function(request_shutdown)
        .shutdown_function(shutdown)
}

extern "C" fn startup(_: i32, module: i32) -> i32 {
    let declared = panics::caught(|| {
        settings::register(module);
        functions::mark_sensitive_arguments();
        exceptions::register()?;
        events::register()?;
        reply::register()
    });
    i32::from(!matches!(declared, Ok(Ok(()))))
}

extern "C" fn request_startup(_: i32, _: i32) -> i32 {
    portal::mark_sensitive_arguments();
    0
}

extern "C" fn request_shutdown(_: i32, _: i32) -> i32 {
    settings::Given::reset();
    log::set_logger(None);
    0
}

extern "C" fn shutdown(_: i32, module: i32) -> i32 {
    runtime::close();
    settings::unregister(module);
    0
}
