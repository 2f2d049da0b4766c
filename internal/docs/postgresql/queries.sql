-- Queries for Grafana, Metabase, R or a spreadsheet on the schema desirelines. Each begins with its name and what it asks for. Numbers
-- such as $1 stand for what a tool fills in: in Grafana '$project', in Metabase {{project}}. Every query is run by a test.

-- name: aims_met_by_project
-- How many aims in force each project has met, in part, not, and of how many nobody can say; as of projects.as_of.
select p.name,
       count(*) filter (where a.counted = 'met')     as met,
       count(*) filter (where a.counted = 'part')    as part,
       count(*) filter (where a.counted = 'not_met') as not_met,
       count(*) filter (where a.counted = 'unknown') as unknown
from desirelines.projects p
join desirelines.aims a using (project)
where a.state in ('raised', 'agreed')
group by p.project, p.name
order by p.name;

-- name: aimed_and_achieved
-- What a project aimed for and achieved over all periods, one line for each measure in force, as told on the day $2. $1 is the project.
select a.statement, m.name, f.unit, f.target_low, f.target_high, f.actual_low, f.actual_high,
       coalesce(f.actual_text, '') as actual_text, f.status, f.share_of_aim, f.distance_travelled, f.warnings
from desirelines.on_day($2::date) f
join desirelines.measures m using (project, aim, measure)
join desirelines.aims a using (project, aim)
where f.project = $1 and f.against = 'now' and f.what = 'overall' and not m.retired
order by a.ordinal, m.ordinal;

-- name: path_of_a_measure
-- Target and actual of each period of one measure, for a chart over time, as told on the day $4. $1 is the project, $2 the aim, $3 the measure.
select f.period_end as time, f.period_start, f.target_high as target, f.first_target_high as first_target, f.actual_high as actual, f.status
from desirelines.on_day($4::date) f
where f.project = $1 and f.aim = $2 and f.measure = $3 and f.against = 'now' and f.what = 'period'
order by f.ordinal;

-- name: targets_that_moved
-- Periods whose target is not the first one, with how they stand against both, as told on the day $1.
select p.name, m.name as measure, now.period_start, now.period_end, now.first_target_high as first_target, now.target_high as target,
       first.status as against_first, now.status as against_now
from desirelines.on_day($1::date) now
join desirelines.on_day($1::date) first using (project, aim, measure, what, ordinal)
join desirelines.measures m using (project, aim, measure)
join desirelines.projects p using (project)
where now.against = 'now' and first.against = 'first' and now.what = 'period'
  and now.target_high is distinct from now.first_target_high
order by p.name, m.ordinal, now.ordinal;

-- name: tests_by_end
-- What came of the tests that stand: yes, partly, no, cannot_tell, abandoned, still running. Cannot_tell stands beside the others, never in them.
select p.name, case when t.state = 'concluded' then coalesce(t.supported, 'not said') else t.state end as came_out, count(*) as tests
from desirelines.tests t
join desirelines.projects p using (project)
where not t.withdrawn
group by p.project, p.name, came_out
order by p.name, came_out;

-- name: open_loops
-- What still waits for an answer, the longest first; as of projects.as_of.
select p.name, l.waits_for, count(*) as waiting, max(p.as_of - l.since) as longest_days
from desirelines.open_loops l
join desirelines.projects p using (project)
group by p.project, p.name, l.waits_for
order by longest_days desc, p.name, l.waits_for;

-- name: entries_by_week_and_kind
-- How many entries of each kind were written down in each week; those taken back are left out.
select date_trunc('week', e.recorded at time zone 'UTC')::date as week, e.kind, count(*) as entries
from desirelines.entries e
where not e.withdrawn
group by week, e.kind
order by week, e.kind;

-- name: who_has_not_reported
-- Periods that have ended without a figure, as told on the day $1, the longest ago first.
select p.name, a.statement, m.name as measure, f.period_start, f.period_end, $1::date - f.period_end as days_ago
from desirelines.on_day($1::date) f
join desirelines.measures m using (project, aim, measure)
join desirelines.aims a using (project, aim)
join desirelines.projects p using (project)
where f.against = 'now' and f.what = 'period' and f.status = 'not_reported' and not m.retired and a.state in ('raised', 'agreed')
order by f.period_end, p.name, m.ordinal;

-- name: did_it_last
-- Look-backs that are due on the day $1 or were answered.
select p.name, a.statement, l.due, l.lasted, l.answered, l.missed
from desirelines.look_backs l
join desirelines.projects p using (project)
left join desirelines.aims a using (project, aim)
where not l.withdrawn and (l.lasted is not null or l.due <= $1::date)
order by l.due, p.name;

-- name: what_led_to_what
-- Learning by how many steps it was drawn from and how many changes it led to.
select p.name, l.step as learning, cardinality(l.drawn_from) as drawn_from,
       count(c.step) filter (where not c.withdrawn) as changes
from desirelines.learning_steps l
join desirelines.projects p using (project)
left join desirelines.learning_steps c on c.project = l.project and c.thing = 'change' and l.step = any (c.drawn_from)
where l.thing = 'learning' and not l.withdrawn
group by p.name, l.step, l.position, l.drawn_from
order by p.name, l.position;
