/* strandscope workloads: what there is to run, what each shows, how it may be misread. */
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <string.h>

#include "app/commands.h"
#include "engine/launch/plan.h"
#include "engine/trace/json-write.h"
#include "engine/workload/table.h"

static void
add_parameter (JsonBuilder *builder, const struct workload_parameter *parameter)
{
  json_builder_begin_object (builder);
  json_put_string (builder, "key", parameter->key);
  json_put_string (builder, "label", parameter->label);
  json_put_string (builder, "unit", parameter->unit);
  json_put_int (builder, "initial", parameter->initial);
  json_put_int (builder, "min", parameter->min);
  json_put_int (builder, "max", parameter->max);
  if (parameter->words) {
    json_builder_set_member_name (builder, "words");
    json_builder_begin_array (builder);
    for (int64_t i = parameter->min; i <= parameter->max; i++)
      json_builder_add_string_value (builder, parameter->words[i - parameter->min]);
    json_builder_end_array (builder);
  }
  json_builder_end_object (builder);
}

/* The models it runs in; the strings are not the caller's. */
static GPtrArray *
models_of (const struct workload_description *workload)
{
  GPtrArray *names = g_ptr_array_new ();
  for (int i = 0; i < MODELS; i++)
    if (!workload_check_model (workload, model_name (i)))
      g_ptr_array_add (names, (gpointer) model_name (i));
  g_ptr_array_add (names, NULL);
  return names;
}

static void
add_workload (JsonBuilder *builder, const struct workload_description *workload)
{
  g_autoptr (GPtrArray) models = models_of (workload);
  json_builder_begin_object (builder);
  json_put_string (builder, "name", workload->name);
  json_put_string (builder, "title", workload->title);
  json_put_string (builder, "shows", workload->shows);
  json_put_string (builder, "misread", workload->misread);
  json_put_string (builder, "witness", workload->witness);
  json_put_strings (builder, "models", (char **) models->pdata);
  json_put_strings (builder, "sync", (char **) workload->syncs);
  json_put_string (builder, "scaling_size", workload->scaling.key);
  json_put_string (builder, "no_scaling_because", workload->scaling.why);
  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_array (builder);
  for (int i = 0; i < workload->parameters; i++)
    add_parameter (builder, &workload->parameter[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (const struct workload_description *const *each = workload_table; *each; each++)
    add_workload (builder, *each);
  json_builder_end_array (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

static void
print_text (void)
{
  for (const struct workload_description *const *each = workload_table; *each; each++) {
    const struct workload_description *workload = *each;
    g_autoptr (GPtrArray) names = models_of (workload);
    g_autofree char *models = g_strjoinv (", ", (char **) names->pdata), *syncs = g_strjoinv (", ", (char **) workload->syncs);
    g_print ("%s — %s\n  %s\n  Misread: %s\n  Witness: %s\n  --model %s\n  --sync %s (%s by itself)\n", workload->name, workload->title,
             workload->shows, workload->misread, workload->witness, models, syncs, workload->initial_sync);
    if (workload->scaling.key)
      g_print ("  scaling: by %s, %s\n", workload->scaling.key, workload->scaling.each ? "of a worker" : "of the whole problem");
    else
      g_print ("  scaling: none: %s\n", workload->scaling.why);
    for (int i = 0; i < workload->parameters; i++) {
      const struct workload_parameter *parameter = &workload->parameter[i];
      g_print ("  --set %s=%" G_GINT64_FORMAT "  %s, %s\n", parameter->key, parameter->initial, parameter->label, parameter->unit);
    }
    g_print ("\n");
  }
}

int
command_workloads (int argc, char **argv)
{
  bool json = argc == 2 && strcmp (argv[1], "--json") == 0;
  if (argc > 1 && !json) {
    g_printerr ("strandscope: workloads takes no argument but --json\n");
    return 2;
  }
  if (json)
    print_json ();
  else
    print_text ();
  return 0;
}
