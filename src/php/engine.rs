//! Functions of PHP's engine that ext-php-rs does not offer, each behind a safe wrapper.

use ext_php_rs::convert::IntoZval;
use ext_php_rs::ffi::{
    IS_UNDEF, ext_php_rs_compiler_globals, ext_php_rs_executor_globals, zend_function,
    zend_interrupt_function, zend_read_property, zend_type,
};
use ext_php_rs::flags::DataType;
use ext_php_rs::types::{ZendHashTable, ZendObject, ZendStr, Zval};
use ext_php_rs::zend::{ClassEntry, ExecutorGlobals, ce};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

// SAFETY: these are the declarations of PHP 8.2's headers (Zend/zend_API.h, zend_ini.h, zend_attributes.h,
// ext/spl/spl_exceptions.h, main/php.h), unchanged up to PHP 8.4.
unsafe extern "C" {
    static spl_ce_RuntimeException: *mut ClassEntry;

    fn zend_ini_string_ex(
        name: *const c_char,
        length: usize,
        original: c_int,
        exists: *mut bool,
    ) -> *const c_char;
    fn zend_unregister_ini_entries(module: c_int);
    fn zend_declare_typed_property(
        class: *mut ClassEntry,
        name: *mut ZendStr,
        default: *mut Zval,
        access: c_int,
        doc_comment: *mut ZendStr,
        r#type: zend_type,
    ) -> *mut c_void;
    fn zend_update_property(
        scope: *mut ClassEntry,
        object: *mut ZendObject,
        name: *const c_char,
        length: usize,
        value: *mut Zval,
    );
    fn zend_add_attribute(
        attributes: *mut *mut ZendHashTable,
        name: *mut ZendStr,
        arguments: u32,
        flags: u32,
        offset: u32,
        line: u32,
    ) -> *mut c_void;
    fn php_log_err_with_severity(line: *const c_char, severity: c_int);
    fn zend_memory_usage(real: bool) -> usize;
}

/// PHP's own `RuntimeException`.
pub(super) fn runtime_exception() -> &'static ClassEntry {
    // SAFETY: SPL registers it before any extension that is loaded from a file, and it lives as long as we do.
    unsafe { &*spl_ce_RuntimeException }
}

/// The current value of an ini entry; `None` when it is not set or empty.
pub(super) fn ini(name: &CStr) -> Option<&CStr> {
    let mut exists = false;
    // SAFETY: `name` is NUL-terminated and its length excludes the NUL, as the ini table's keys do.
    let value = unsafe { zend_ini_string_ex(name.as_ptr(), name.count_bytes(), 0, &raw mut exists) };
    if !exists || value.is_null() {
        return None;
    }
    // SAFETY: the engine's value is NUL-terminated, and stays until PHP code changes it: not before we return.
    let value = unsafe { CStr::from_ptr(value) };
    Some(value).filter(|value| !value.is_empty())
}

/// How many bytes PHP may still allocate under `memory_limit`.
pub(super) fn free_memory() -> usize {
    let limit = ini(c"memory_limit").and_then(|limit| limit.to_str().ok()).and_then(quantity);
    // SAFETY: it only reads a counter of this thread.
    let used = unsafe { zend_memory_usage(false) };
    limit.map_or(usize::MAX, |limit| limit.saturating_sub(used))
}

/// Parses PHP's notation of sizes, such as `128M`. `None` for `-1`, which means no limit.
fn quantity(text: &str) -> Option<usize> {
    let text = text.trim();
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" => 0,
        "k" => 10,
        "m" => 20,
        _ => 30,
    };
    digits.trim().parse::<usize>().ok()?.checked_mul(1 << shift)
}

/// Unregisters the ini entries of the module.
pub(super) fn unregister_ini(module: i32) {
    // SAFETY: called once, while the module shuts down.
    unsafe { zend_unregister_ini_entries(module) };
}

/// Writes one line to PHP's error log.
pub(super) fn error_log(line: &[u8]) {
    const LOG_NOTICE: c_int = 5;
    let line: Vec<u8> = line.iter().copied().filter(|byte| *byte != 0).collect();
    if let Ok(line) = CString::new(line) {
        // SAFETY: called on PHP's thread, outside any async work; the line is NUL-terminated.
        unsafe { php_log_err_with_severity(line.as_ptr(), LOG_NOTICE) };
    }
}

/// The visibility of a property, in the engine's flags.
#[derive(Clone, Copy)]
#[repr(i32)]
pub(super) enum Access {
    /// The class and what extends it.
    Protected = 1 << 1,
    /// Public and readonly.
    PublicReadonly = (1 << 0) | (1 << 7),
}

/// Declares a property with a type and its default; without one ([`UNINITIALIZED`]) it has no value at first.
///
/// A default must be nothing that is counted: a number, null, interned text or the shared empty array.
pub(super) fn declare_property(
    class: &mut ClassEntry,
    name: &str,
    r#type: DataType,
    nullable: bool,
    access: Access,
    default: impl IntoZval,
) {
    let r#type = zend_type::empty_from_type(r#type, false, false, nullable);
    let (Some(r#type), Ok(default)) = (r#type, default.into_zval(true)) else { return };
    // The class keeps the default for as long as the module lives.
    let mut default = ManuallyDrop::new(default);
    let name = ZendStr::new_interned(name, true).into_raw();
    // SAFETY: runs while the module loads, with a class that was registered just before; the name is interned
    // for good.
    unsafe {
        zend_declare_typed_property(class, name, &raw mut *default, access as c_int, ptr::null_mut(), r#type);
    }
}

/// Text as the default of a property.
pub(super) fn interned(text: &str) -> Zval {
    let mut value = Zval::new();
    value.set_zend_string(ZendStr::new_interned(text, true));
    value
}

/// The default of a property that has no value until it is set.
pub(super) const UNINITIALIZED: Zval = {
    let mut value = Zval::new();
    value.u1 = ext_php_rs::ffi::_zval_struct__bindgen_ty_1 { type_info: IS_UNDEF };
    value
};

/// Sets a property as code of `scope` could: protected, private and readonly ones too.
pub(super) fn set_property(scope: &ClassEntry, object: &mut ZendObject, name: &str, mut value: Zval) {
    // SAFETY: both pointers come from live references; the engine takes its own reference of the value.
    unsafe {
        zend_update_property(
            ptr::from_ref(scope).cast_mut(),
            object,
            name.as_ptr().cast(),
            name.len(),
            &raw mut value,
        );
    }
}

/// Reads a property as code of the object's own class could.
pub(super) fn property(object: &mut ZendObject, name: &str) -> Zval {
    let mut room = Zval::new();
    let scope = ptr::from_ref(object.get_class_entry()).cast_mut();
    // SAFETY: the engine answers with a pointer into the object or to `room`, which both outlive the copy.
    let value = unsafe {
        zend_read_property(scope, object, name.as_ptr().cast(), name.len(), true, &raw mut room).as_ref()
    };
    value.map_or_else(Zval::null, |value| value.dereference().shallow_clone())
}

/// Hides an argument of a function from PHP's stack traces.
pub(super) fn mark_as_sensitive(function: &str, parameter: u32) {
    // SAFETY: while a module loads, the compiler's globals hold the only function table; ours are in it already.
    let functions = unsafe { (*ext_php_rs_compiler_globals()).function_table.as_ref() };
    mark_in(functions, function, parameter);
}

/// Hides an argument of a method from PHP's stack traces.
pub(super) fn mark_method_as_sensitive(class: &ClassEntry, method: &str, parameter: u32) {
    mark_in(Some(&class.function_table), method, parameter);
}

fn mark_in(functions: Option<&ZendHashTable>, function: &str, parameter: u32) {
    const PERSISTENT: u32 = 1;
    let Some(found) = functions.and_then(|functions| functions.get(function)) else { return };
    // SAFETY: the table's values are pointers to functions.
    let Some(found) = (unsafe { found.ptr::<zend_function>() }) else { return };
    let name = ZendStr::new("SensitiveParameter", true).into_raw();
    // SAFETY: the engine owns the function and keeps the attribute with it; the name is never freed.
    unsafe {
        zend_add_attribute(
            &raw mut (*found).internal_function.attributes,
            name,
            0,
            PERSISTENT,
            parameter + 1,
            0,
        );
    }
}

/// Discards the pending exception, and returns the name of its class. What ends the script, as `exit` does, is no
/// exception and stays.
pub(super) fn discard_exception() -> Option<String> {
    let is_throwable = {
        let globals = ExecutorGlobals::get();
        globals.exception().is_some_and(|exception| exception.instance_of(ce::throwable()))
    };
    let exception = is_throwable.then(ExecutorGlobals::take_exception).flatten()?;
    exception.get_class_name().ok()
}

/// Runs `work` while no exception is pending, so that PHP code can run. The one that was pending is so again afterwards.
pub(super) fn without_exception<T>(work: impl FnOnce() -> T) -> T {
    let before = ExecutorGlobals::take_exception();
    let outcome = work();
    if let Some(before) = before {
        drop(ExecutorGlobals::take_exception());
        // SAFETY: the engine owns the object again, as it did before it was taken.
        unsafe { (*ext_php_rs_executor_globals()).exception = before.into_raw() };
    }
    outcome
}

/// Runs PHP's signal handlers if one is due. Returns false if a handler threw, and PHP code must not continue.
pub(super) fn run_interrupts() -> bool {
    // SAFETY: PHP's thread alone touches its globals; the two flags may be raised by a signal at any time, which
    // is why they are read as atomics. The handler runs as it would between two opcodes of the caller.
    unsafe {
        let globals = ext_php_rs_executor_globals();
        let interrupted = AtomicBool::from_ptr(&raw mut (*globals).vm_interrupt.value);
        let timed_out = AtomicBool::from_ptr(&raw mut (*globals).timed_out.value);
        // A time limit is left for the engine, which ends the script as soon as we return.
        if timed_out.load(Ordering::Relaxed) || !interrupted.load(Ordering::Relaxed) {
            return true;
        }
        let Some(handle) = zend_interrupt_function else { return true };
        interrupted.store(false, Ordering::Relaxed);
        handle((*globals).current_execute_data);
    }
    !ExecutorGlobals::has_exception()
}
