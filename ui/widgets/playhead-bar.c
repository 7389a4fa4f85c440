#include "ui/widgets/playhead-bar.h"

#include <math.h>
#include <string.h>

#define SPACING 4
#define SLOWEST -6.0 /* decades: a millionth */
#define FASTEST 1.0
#define PARTS 12

/* In what order parts are left out where there is no room; 0 = never. */
enum { NEEDED = 0, HEADING = 1, REMARK, SPEED_WORDS, SPEED, MENU, LOOP, LEFT_OUT_LAST = LOOP };

struct _StrandPlayheadBar {
  GtkWidget parent;
  struct { GtkWidget *widget; int leave; } part[PARTS];
  int parts;
  GtkWidget *scale, *play, *live, *loop, *menu, *time, *popover, *go_to, *name;
  GtkLabel *speed_words, *remark, *refusal, *loop_words;
  GtkAdjustment *speed;
};

G_DEFINE_FINAL_TYPE (StrandPlayheadBar, strand_playhead_bar, GTK_TYPE_WIDGET)

enum { SPEED_CHOSEN, GO_TO, MARK, SIGNALS };
static guint signals[SIGNALS];

/* ---- layout ---- */

static int
natural_width (GtkWidget *widget)
{
  int natural;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* Of all parts that are left out after LEAVE. */
static int
width_of (StrandPlayheadBar *bar, int leave)
{
  int width = -SPACING;
  for (int i = 0; i < bar->parts; i++)
    if (gtk_widget_get_visible (bar->part[i].widget) && (bar->part[i].leave == NEEDED || bar->part[i].leave > leave))
      width += natural_width (bar->part[i].widget) + SPACING;
  return MAX (width, 0);
}

static void
measure_bar (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  StrandPlayheadBar *bar = STRAND_PLAYHEAD_BAR (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = width_of (bar, LEFT_OUT_LAST);
    *natural = width_of (bar, 0);
    return;
  }
  *minimum = *natural = 0;
  for (int i = 0; i < bar->parts; i++) {
    int least, best;
    gtk_widget_measure (bar->part[i].widget, orientation, -1, &least, &best, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, best);
  }
}

static void
allocate_bar (GtkWidget *widget, int width, int height, int baseline)
{
  StrandPlayheadBar *bar = STRAND_PLAYHEAD_BAR (widget);
  int leave = 0, x = 0;
  while (leave < LEFT_OUT_LAST && width_of (bar, leave) > width)
    leave++;
  for (int i = 0; i < bar->parts; i++) {
    GtkWidget *part = bar->part[i].widget;
    gboolean shown = gtk_widget_get_visible (part) && (bar->part[i].leave == NEEDED || bar->part[i].leave > leave);
    gtk_widget_set_child_visible (part, shown);
    if (!shown)
      continue;
    int room = natural_width (part);
    gtk_widget_size_allocate (part, &(GtkAllocation){ x, 0, room, height }, -1);
    x += room + SPACING;
  }
  gtk_popover_present (GTK_POPOVER (bar->popover));
}

static void
add (StrandPlayheadBar *bar, GtkWidget *widget, int leave)
{
  gtk_widget_set_parent (widget, GTK_WIDGET (bar));
  bar->part[bar->parts].widget = widget;
  bar->part[bar->parts++].leave = leave;
}

/* ---- parts ---- */

static void
name_it (GtkWidget *widget, const char *name, const char *tooltip)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (widget, tooltip);
}

static GtkWidget *
add_button (StrandPlayheadBar *bar, const char *icon, const char *action, const char *name, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  name_it (button, name, tooltip);
  add (bar, button, NEEDED);
  return button;
}

/* Its words are there while it loops. */
static void
add_loop (StrandPlayheadBar *bar)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *icon = gtk_image_new_from_icon_name ("media-playlist-repeat-symbolic");
  bar->loop = gtk_toggle_button_new ();
  bar->loop_words = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (bar->loop_words), "numeric");
  gtk_widget_set_visible (GTK_WIDGET (bar->loop_words), FALSE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar->loop_words));
  gtk_button_set_child (GTK_BUTTON (bar->loop), box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (bar->loop), "win.loop");
  gtk_widget_add_css_class (bar->loop, "flat");
  name_it (bar->loop, "Loop", NULL);
  add (bar, bar->loop, LOOP);
}

static GtkLabel *
add_label (StrandPlayheadBar *bar, const char *text, const char *class, int leave)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  add (bar, label, leave);
  return GTK_LABEL (label);
}

static void
on_speed (StrandPlayheadBar *bar)
{
  g_signal_emit (bar, signals[SPEED_CHOSEN], 0, strand_playhead_bar_get_speed (bar));
}

static void
add_speed (StrandPlayheadBar *bar)
{
  bar->speed = gtk_adjustment_new (-3, SLOWEST, FASTEST, 0.1, 1, 0);
  GtkWidget *scale = bar->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, bar->speed);
  gtk_widget_set_size_request (scale, 104, -1);
  gtk_scale_add_mark (GTK_SCALE (scale), 0, GTK_POS_BOTTOM, NULL);
  name_it (scale, "Speed of playing", NULL);
  add (bar, scale, SPEED);
  g_signal_connect_object (bar->speed, "value-changed", G_CALLBACK (on_speed), bar, G_CONNECT_SWAPPED);
  bar->speed_words = add_label (bar, "", "numeric", SPEED_WORDS);
  gtk_label_set_width_chars (bar->speed_words, 13);
}

static void
on_go_to (StrandPlayheadBar *bar)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (bar->go_to)));
  strand_playhead_bar_refuse (bar, NULL);
  g_signal_emit (bar, signals[GO_TO], 0, words);
  if (!gtk_widget_get_visible (GTK_WIDGET (bar->refusal)))
    gtk_popover_popdown (GTK_POPOVER (bar->popover));
}

static void
on_mark (StrandPlayheadBar *bar)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (bar->name)));
  g_signal_emit (bar, signals[MARK], 0, name);
  gtk_editable_set_text (GTK_EDITABLE (bar->name), "");
  gtk_popover_popdown (GTK_POPOVER (bar->popover));
}

static GtkWidget *
add_entry (GtkWidget *box, const char *heading, const char *example, GCallback activated, StrandPlayheadBar *bar)
{
  GtkWidget *label = gtk_label_new (heading), *entry = gtk_entry_new ();
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "strand-heading");
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), example);
  name_it (entry, heading, NULL);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  g_signal_connect_object (entry, "activate", activated, bar, G_CONNECT_SWAPPED);
  return entry;
}

static void
add_time (StrandPlayheadBar *bar)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  bar->time = gtk_button_new_with_label ("t = –");
  gtk_widget_add_css_class (bar->time, "flat");
  gtk_widget_add_css_class (bar->time, "strand-value");
  gtk_widget_add_css_class (bar->time, "numeric");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (bar->time), "win.go-to-time");
  gtk_widget_set_tooltip_text (bar->time, "The moment that is shown, since the run began; press to go to another (Ctrl+E)");
  add (bar, bar->time, NEEDED);
  bar->go_to = add_entry (box, "Go to", "1.5 ms, 1.3 s, 40 %, step 12", G_CALLBACK (on_go_to), bar);
  bar->refusal = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (bar->refusal, TRUE);
  gtk_label_set_max_width_chars (bar->refusal, 30);
  gtk_label_set_xalign (bar->refusal, 0);
  gtk_widget_add_css_class (GTK_WIDGET (bar->refusal), "error");
  gtk_widget_set_visible (GTK_WIDGET (bar->refusal), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar->refusal));
  bar->name = add_entry (box, "Bookmark here", "its name", G_CALLBACK (on_mark), bar);
  bar->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (bar->popover), box);
  gtk_widget_set_parent (bar->popover, GTK_WIDGET (bar));
}

static void
add_live (StrandPlayheadBar *bar)
{
  bar->live = gtk_toggle_button_new_with_label ("LIVE");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (bar->live), "win.live");
  gtk_widget_add_css_class (bar->live, "strand-live");
  gtk_widget_add_css_class (bar->live, "pill");
  gtk_widget_set_tooltip_text (bar->live, "The picture follows the run; else it stands or is played while the run goes on (Ctrl+L). Holding the program itself: Ctrl+Space");
  add (bar, bar->live, NEEDED);
}

/* ---- what it is told ---- */

void
strand_playhead_bar_set_actions (StrandPlayheadBar *bar, const char *group)
{
  for (int i = 0; i < bar->parts; i++) {
    GtkActionable *part = GTK_IS_ACTIONABLE (bar->part[i].widget) ? GTK_ACTIONABLE (bar->part[i].widget) : NULL;
    const char *name = part ? gtk_actionable_get_action_name (part) : NULL, *bare = name ? strchr (name, '.') : NULL;
    g_autofree char *other = bare ? g_strconcat (group, bare, NULL) : NULL;
    if (other)
      gtk_actionable_set_action_name (part, other);
  }
  gtk_widget_set_visible (bar->name, FALSE);
  gtk_widget_set_visible (gtk_widget_get_prev_sibling (bar->name), FALSE); /* its heading */
}

void
strand_playhead_bar_show (StrandPlayheadBar *bar, const char *time, const char *remark, gboolean playing)
{
  const char *icon = playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic";
  gtk_button_set_label (GTK_BUTTON (bar->time), time);
  gtk_label_set_text (bar->remark, remark);
  if (g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (bar->play)), icon) == 0)
    return;
  gtk_button_set_icon_name (GTK_BUTTON (bar->play), icon);
  name_it (bar->play, playing ? "Pause picture" : "Play", playing ? "The picture stands, the program goes on and is recorded (Space)" : "Play on from the playhead at this speed (Space)");
}

void
strand_playhead_bar_set_loop (StrandPlayheadBar *bar, const char *words, const char *sentence)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (bar->loop), sentence) == 0)
    return;
  gtk_label_set_text (bar->loop_words, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (bar->loop_words), words != NULL);
  name_it (bar->loop, words ? sentence : "Loop", sentence);
}

void
strand_playhead_bar_set_recording (StrandPlayheadBar *bar, gboolean recording)
{
  gtk_widget_set_visible (bar->live, !recording);
}

void
strand_playhead_bar_set_speed_words (StrandPlayheadBar *bar, const char *words)
{
  g_autofree char *tooltip = g_strdup_printf ("Speed: %s of watching; slower [, faster ]", words);
  gtk_label_set_text (bar->speed_words, words);
  gtk_widget_set_tooltip_text (bar->scale, tooltip); /* the words may have no room */
}

double
strand_playhead_bar_get_speed (StrandPlayheadBar *bar)
{
  return pow (10, gtk_adjustment_get_value (bar->speed));
}

void
strand_playhead_bar_change_speed (StrandPlayheadBar *bar, double decades)
{
  gtk_adjustment_set_value (bar->speed, gtk_adjustment_get_value (bar->speed) + decades);
}

void
strand_playhead_bar_set_menu (StrandPlayheadBar *bar, GMenuModel *menu, const char *step)
{
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (bar->menu), menu);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (bar->menu), step);
}

void
strand_playhead_bar_ask (StrandPlayheadBar *bar, gboolean name)
{
  graphene_rect_t at;
  strand_playhead_bar_refuse (bar, NULL);
  if (gtk_widget_compute_bounds (bar->time, GTK_WIDGET (bar), &at))
    gtk_popover_set_pointing_to (GTK_POPOVER (bar->popover), &(GdkRectangle){ (int) at.origin.x, (int) at.origin.y, (int) at.size.width, (int) at.size.height });
  gtk_popover_popup (GTK_POPOVER (bar->popover));
  gtk_widget_grab_focus (name ? bar->name : bar->go_to);
}

void
strand_playhead_bar_refuse (StrandPlayheadBar *bar, const char *sentence)
{
  gtk_label_set_text (bar->refusal, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (bar->refusal), sentence != NULL);
}

/* ---- life ---- */

static void
strand_playhead_bar_dispose (GObject *object)
{
  StrandPlayheadBar *bar = STRAND_PLAYHEAD_BAR (object);
  g_clear_pointer (&bar->popover, gtk_widget_unparent);
  for (int i = 0; i < bar->parts; i++)
    gtk_widget_unparent (bar->part[i].widget);
  bar->parts = 0;
  G_OBJECT_CLASS (strand_playhead_bar_parent_class)->dispose (object);
}

static guint
new_signal (const char *name, GType type)
{
  return g_signal_new (name, STRAND_TYPE_PLAYHEAD_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, type);
}

static void
strand_playhead_bar_class_init (StrandPlayheadBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = strand_playhead_bar_dispose;
  widget_class->measure = measure_bar;
  widget_class->size_allocate = allocate_bar;
  signals[SPEED_CHOSEN] = new_signal ("speed", G_TYPE_DOUBLE);
  signals[GO_TO] = new_signal ("go-to", G_TYPE_STRING);
  signals[MARK] = new_signal ("mark", G_TYPE_STRING);
}

static void
strand_playhead_bar_init (StrandPlayheadBar *bar)
{
  add_label (bar, "TIMELINE", "strand-heading", HEADING);
  add_button (bar, "media-skip-backward-symbolic", "win.time-begin", "To the begin", "To the begin (Home)");
  add_button (bar, "go-previous-symbolic", "win.time-back", "Step back in time", "To the change before (,)");
  bar->play = add_button (bar, "media-playback-start-symbolic", "win.play", "Play", "Play on from the playhead at this speed (Space)");
  add_button (bar, "go-next-symbolic", "win.time-forward", "Step on in time", "To the next change (.)");
  add_loop (bar);
  bar->menu = gtk_menu_button_new ();
  gtk_widget_add_css_class (bar->menu, "flat");
  name_it (bar->menu, "Steps, loop and bookmarks", "What a step goes to; loop; bookmarks");
  add (bar, bar->menu, MENU);
  add_speed (bar);
  add_time (bar);
  add_live (bar);
  bar->remark = add_label (bar, "", "dim-label", REMARK);
}
