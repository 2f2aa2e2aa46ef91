<?xml version="1.0" encoding="UTF-8"?>
<!-- A control, its procedures and their tests: what was done, over what, and what came of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="urn:chosho:report:1" exclude-result-prefixes="r">

  <xsl:template match="/control | /general">
    <section class="control">
      <xsl:if test="self::control"><xsl:attribute name="id"><xsl:value-of select="ref"/></xsl:attribute></xsl:if>
      <h3>
        <xsl:choose>
          <xsl:when test="self::control">
            <span class="ref"><xsl:value-of select="ref"/></span>
            <xsl:text>　</xsl:text>
            <xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise><xsl:call-template name="label"><xsl:with-param name="id" select="'general'"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </h3>
      <xsl:for-each select="(result | manual)[not(instance = preceding-sibling::result/instance) and not(instance = preceding-sibling::manual/instance)]">
        <xsl:variable name="instance" select="instance"/>
        <section class="procedure" id="{instance}">
          <h4><xsl:call-template name="both"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'procedure_title'"/></xsl:call-template></h4>
          <p class="meta">
            <span><xsl:call-template name="word"><xsl:with-param name="id" select="'procedure'"/></xsl:call-template>&#160;<span class="code"><xsl:value-of select="procedure"/></span></span>
            <span><xsl:call-template name="word"><xsl:with-param name="id" select="'version'"/></xsl:call-template>&#160;<xsl:value-of select="version"/></span>
            <span><xsl:call-template name="word"><xsl:with-param name="id" select="'phase'"/></xsl:call-template>&#160;<xsl:call-template name="word"><xsl:with-param name="id" select="concat('phase.', phase)"/></xsl:call-template></span>
            <xsl:if test="is_part = 'true' or control_version &gt; 1 or population_group != ''">
              <span><xsl:call-template name="word"><xsl:with-param name="id" select="'individual'"/></xsl:call-template>&#160;<xsl:value-of select="concat(individual, '@', control_version)"/></span>
            </xsl:if>
            <xsl:if test="is_part = 'true'">
              <span><xsl:call-template name="word"><xsl:with-param name="id" select="'days'"/></xsl:call-template>&#160;<xsl:value-of select="concat(first_day, '..', last_day)"/></span>
            </xsl:if>
            <xsl:if test="population_group != ''">
              <span><xsl:call-template name="word"><xsl:with-param name="id" select="'population'"/></xsl:call-template>&#160;<xsl:value-of select="population_group"/></span>
            </xsl:if>
            <span><xsl:call-template name="word"><xsl:with-param name="id" select="'digest'"/></xsl:call-template>&#160;<span class="code" title="{procedure_digest}"><xsl:value-of select="substring(procedure_digest, 1, 16)"/>…</span></span>
          </p>
          <xsl:apply-templates select="../result[instance = $instance]"/>
          <xsl:apply-templates select="../manual[instance = $instance]"/>
        </section>
      </xsl:for-each>
      <xsl:for-each select="sampled">
        <section class="procedure">
          <h4><xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="otherwise" select="sample"/></xsl:call-template></h4>
          <p class="meta"><span class="code"><xsl:value-of select="concat(instance, '/', sample)"/></span></p>
          <p>
            <xsl:call-template name="say">
              <xsl:with-param name="id" select="'sampled'"/>
              <xsl:with-param name="a" select="format-number(item_count, $digits)"/>
              <xsl:with-param name="b" select="format-number(cell_count, $digits)"/>
              <xsl:with-param name="c" select="format-number(ticked_count, $digits)"/>
              <xsl:with-param name="d" select="format-number(open_count, $digits)"/>
              <xsl:with-param name="e" select="format-number(exception_count, $digits)"/>
            </xsl:call-template>
          </p>
        </section>
      </xsl:for-each>
    </section>
  </xsl:template>

  <xsl:template match="result">
    <section class="test">
      <h5>
        <span class="code"><xsl:value-of select="test"/></span>
        <xsl:text>　</xsl:text>
        <xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template>
      </h5>
      <xsl:apply-templates select="." mode="said"/>
      <table class="facts">
        <tbody>
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'technique'"/></xsl:call-template></th>
            <td>
              <xsl:call-template name="label"><xsl:with-param name="id" select="concat('technique.', technique)"/></xsl:call-template>
              <xsl:value-of select="$open"/><xsl:call-template name="word"><xsl:with-param name="id" select="'automated'"/></xsl:call-template><xsl:value-of select="$close"/>
            </td>
          </tr>
          <xsl:apply-templates select="population" mode="fact"/>
          <xsl:apply-templates select="." mode="tested"/>
          <xsl:if test="check">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'checks'"/></xsl:call-template></th>
              <td><ol class="checks"><xsl:for-each select="check[check &gt; 0]"><li value="{check}"><xsl:call-template name="condition"/></li></xsl:for-each></ol></td>
            </tr>
          </xsl:if>
          <xsl:if test="check[check &lt; 0]">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'other-routes'"/></xsl:call-template></th>
              <td><ol class="checks"><xsl:for-each select="check[check &lt; 0]"><xsl:sort select="check" data-type="number" order="descending"/><li value="{-2 - check}"><xsl:call-template name="condition"/></li></xsl:for-each></ol></td>
            </tr>
          </xsl:if>
          <xsl:if test="parameter">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'parameters'"/></xsl:call-template></th>
              <td><ul><xsl:for-each select="parameter"><li><xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="otherwise" select="''"/></xsl:call-template> <span class="code"><xsl:value-of select="concat(name, ' = ', value)"/></span></li></xsl:for-each></ul></td>
            </tr>
          </xsl:if>
          <xsl:if test="guard">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'guards'"/></xsl:call-template></th>
              <td><ul><xsl:apply-templates select="guard"/></ul></td>
            </tr>
          </xsl:if>
          <xsl:if test="source">
            <tr class="flow">
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'evidence'"/></xsl:call-template></th>
              <td class="sources"><xsl:apply-templates select="source" mode="used"/></td>
            </tr>
          </xsl:if>
          <xsl:variable name="repeats" select="event[reason_code = 'same-file' or reason_code = 'key-repeated' or reason_code = 'key-unchecked']"/>
          <xsl:call-template name="events"><xsl:with-param name="id" select="'events'"/><xsl:with-param name="of" select="event[count(. | $repeats) &gt; count($repeats)]"/></xsl:call-template>
          <xsl:call-template name="events"><xsl:with-param name="id" select="'repeats'"/><xsl:with-param name="of" select="$repeats"/></xsl:call-template>
          <xsl:if test="state != 'not-run'">
            <xsl:call-template name="fact"><xsl:with-param name="id" select="'inputs'"/><xsl:with-param name="text" select="digest"/><xsl:with-param name="class" select="'code'"/></xsl:call-template>
          </xsl:if>
          <xsl:if test="values_state = 'refused'">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'values'"/></xsl:call-template></th>
              <td><xsl:call-template name="say"><xsl:with-param name="id" select="'values-refused'"/><xsl:with-param name="a" select="values_reason"/></xsl:call-template></td>
            </tr>
          </xsl:if>
        </tbody>
      </table>
      <xsl:call-template name="records-of"><xsl:with-param name="kind" select="'exception'"/><xsl:with-param name="count" select="exception_count"/></xsl:call-template>
      <xsl:call-template name="records-of"><xsl:with-param name="kind" select="'other-route'"/><xsl:with-param name="count" select="other_route_count"/></xsl:call-template>
      <xsl:call-template name="records-of"><xsl:with-param name="kind" select="'not-due'"/><xsl:with-param name="count" select="not_due_count"/></xsl:call-template>
      <xsl:call-template name="records-of"><xsl:with-param name="kind" select="'undecidable'"/><xsl:with-param name="count" select="undecidable_count"/></xsl:call-template>
      <xsl:call-template name="records-of"><xsl:with-param name="kind" select="'unreadable'"/><xsl:with-param name="count" select="unreadable_count"/></xsl:call-template>
    </section>
  </xsl:template>

  <xsl:template name="records-of">
    <xsl:param name="kind"/>
    <xsl:param name="count"/>
    <xsl:if test="$count &gt; 0">
      <xsl:processing-instruction name="pieces">
        <xsl:value-of select="concat('records ', _result, ' ', $count, ' ', $kind)"/>
      </xsl:processing-instruction>
    </xsl:if>
  </xsl:template>

  <!-- What is said of a result: how it came out, why it did not, and the finding's sentence. -->
  <xsl:template match="result" mode="said">
    <div class="said">
      <p class="outcome">
        <span class="badge {outcome}">
          <xsl:choose>
            <xsl:when test="state = 'ran'"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('outcome.', outcome)"/></xsl:call-template></xsl:when>
            <xsl:otherwise><xsl:call-template name="label"><xsl:with-param name="id" select="concat('state.', state)"/></xsl:call-template></xsl:otherwise>
          </xsl:choose>
        </span>
        <!-- Of what was not performed the badge says all. -->
        <xsl:if test="state != 'not-run'">
          <xsl:text> </xsl:text>
          <xsl:call-template name="say">
            <xsl:with-param name="id">
              <xsl:choose>
                <xsl:when test="outcome = 'exception'">result-some</xsl:when>
                <xsl:when test="outcome = 'no-exception' or outcome = 'other-route'">result-none</xsl:when>
                <xsl:when test="outcome = 'open'">result-open</xsl:when>
                <xsl:when test="reason_code and (not(population) and exception_count = 0) and state != 'error'">result-not-run</xsl:when>
                <xsl:when test="state = 'error'">result-error</xsl:when>
                <xsl:otherwise>result-indeterminate</xsl:otherwise>
              </xsl:choose>
            </xsl:with-param>
            <xsl:with-param name="a" select="format-number(tested_count, $digits)"/>
            <xsl:with-param name="b" select="format-number(exception_count, $digits)"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:if test="outcome = 'indeterminate' and exception_count &gt; 0">
          <xsl:text> </xsl:text>
          <xsl:call-template name="say">
            <xsl:with-param name="id" select="'result-partial'"/>
            <xsl:with-param name="a" select="format-number(tested_count, $digits)"/>
            <xsl:with-param name="b" select="format-number(exception_count, $digits)"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:if test="other_route_count &gt; 0">
          <xsl:text> </xsl:text>
          <xsl:call-template name="say">
            <xsl:with-param name="id" select="'result-routes'"/>
            <xsl:with-param name="a" select="format-number(other_route_count, $digits)"/>
          </xsl:call-template>
        </xsl:if>
      </p>
      <xsl:if test="reason_code">
        <p class="why">
          <span class="term"><xsl:call-template name="word"><xsl:with-param name="id" select="'reason'"/></xsl:call-template></span>
          <xsl:apply-templates select="reason_code"/>
          <xsl:apply-templates select="." mode="sentence"/>
        </p>
      </xsl:if>
      <xsl:if test="state = 'stale'">
        <p class="why"><xsl:call-template name="say"><xsl:with-param name="id" select="concat('stale-', standing)"/></xsl:call-template></p>
      </xsl:if>
      <xsl:call-template name="paragraphs"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'finding'"/><xsl:with-param name="class" select="'finding'"/></xsl:call-template>
    </div>
  </xsl:template>

  <xsl:template match="population" mode="fact">
    <tr>
      <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'population'"/></xsl:call-template></th>
      <td>
        <div>
          <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="otherwise" select="''"/></xsl:call-template>
          <xsl:text> </xsl:text>
          <span class="code"><xsl:value-of select="id"/></span>
          <xsl:text> </xsl:text>
          <xsl:call-template name="word"><xsl:with-param name="id" select="'population-count'"/><xsl:with-param name="a" select="format-number(count, $digits)"/></xsl:call-template>
        </div>
        <div class="sum">
          <xsl:call-template name="say">
            <xsl:with-param name="id" select="'sum-delivered'"/>
            <xsl:with-param name="a" select="format-number(delivered, $digits)"/>
            <xsl:with-param name="b" select="format-number(selected, $digits)"/>
            <xsl:with-param name="c" select="format-number(filtered, $digits)"/>
            <xsl:with-param name="d" select="format-number(unreadable, $digits)"/>
          </xsl:call-template>
        </div>
        <xsl:if test="before_period + after_period &gt; 0">
          <div class="sum">
            <xsl:call-template name="say">
              <xsl:with-param name="id" select="'sum-filtered'"/>
              <xsl:with-param name="a" select="format-number(filtered, $digits)"/>
              <xsl:with-param name="b" select="format-number(before_period, $digits)"/>
              <xsl:with-param name="c" select="format-number(after_period, $digits)"/>
              <xsl:with-param name="d" select="format-number(filtered - before_period - after_period, $digits)"/>
            </xsl:call-template>
          </div>
        </xsl:if>
        <div class="code">SHA-256 <xsl:value-of select="sha256"/></div>
      </td>
    </tr>
  </xsl:template>

  <xsl:template match="result" mode="tested">
    <xsl:if test="population">
      <tr>
        <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'tested'"/></xsl:call-template></th>
        <td>
          <xsl:choose>
            <xsl:when test="not_due_count &gt; 0 and population/count = tested_count + undecidable_count + not_due_count">
              <xsl:call-template name="say">
                <xsl:with-param name="id" select="'sum-population-due'"/>
                <xsl:with-param name="a" select="format-number(population/count, $digits)"/>
                <xsl:with-param name="b" select="format-number(tested_count, $digits)"/>
                <xsl:with-param name="c" select="format-number(undecidable_count, $digits)"/>
                <xsl:with-param name="d" select="format-number(not_due_count, $digits)"/>
              </xsl:call-template>
            </xsl:when>
            <xsl:when test="population/count = tested_count + undecidable_count">
              <xsl:call-template name="say">
                <xsl:with-param name="id" select="'sum-population'"/>
                <xsl:with-param name="a" select="format-number(population/count, $digits)"/>
                <xsl:with-param name="b" select="format-number(tested_count, $digits)"/>
                <xsl:with-param name="c" select="format-number(undecidable_count, $digits)"/>
              </xsl:call-template>
            </xsl:when>
            <!-- A test that searches the population as a whole: what it cannot decide is no record of it. -->
            <xsl:when test="population/count = tested_count">
              <xsl:call-template name="say">
                <xsl:with-param name="id" select="'whole-population'"/>
                <xsl:with-param name="a" select="format-number(population/count, $digits)"/>
                <xsl:with-param name="b" select="format-number(undecidable_count, $digits)"/>
              </xsl:call-template>
            </xsl:when>
            <xsl:otherwise>
              <xsl:call-template name="word"><xsl:with-param name="id" select="'population-count'"/><xsl:with-param name="a" select="format-number(tested_count, $digits)"/></xsl:call-template>
              <xsl:if test="undecidable_count &gt; 0">
                <xsl:text> / </xsl:text>
                <xsl:call-template name="word"><xsl:with-param name="id" select="'undecidable-count'"/></xsl:call-template>
                <xsl:text> </xsl:text>
                <xsl:call-template name="word"><xsl:with-param name="id" select="'population-count'"/><xsl:with-param name="a" select="format-number(undecidable_count, $digits)"/></xsl:call-template>
              </xsl:if>
            </xsl:otherwise>
          </xsl:choose>
        </td>
      </tr>
      <tr>
        <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'exceptions'"/></xsl:call-template></th>
        <td><strong><xsl:call-template name="word"><xsl:with-param name="id" select="'population-count'"/><xsl:with-param name="a" select="format-number(exception_count, $digits)"/></xsl:call-template></strong></td>
      </tr>
      <xsl:if test="not_due_count &gt; 0">
        <tr>
          <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'not-due'"/></xsl:call-template></th>
          <td><xsl:call-template name="word"><xsl:with-param name="id" select="'population-count'"/><xsl:with-param name="a" select="format-number(not_due_count, $digits)"/></xsl:call-template></td>
        </tr>
      </xsl:if>
      <xsl:if test="other_route_count &gt; 0">
        <tr>
          <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'other-routes'"/></xsl:call-template></th>
          <td><xsl:call-template name="word"><xsl:with-param name="id" select="'population-count'"/><xsl:with-param name="a" select="format-number(other_route_count, $digits)"/></xsl:call-template></td>
        </tr>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="guard">
    <li>
      <xsl:call-template name="say">
        <xsl:with-param name="id" select="'guard-line'"/>
        <xsl:with-param name="a" select="left_name"/>
        <xsl:with-param name="b" select="format-number(left_keys, $digits)"/>
        <xsl:with-param name="c" select="format-number(left_met, $digits)"/>
        <xsl:with-param name="d" select="right_name"/>
        <xsl:with-param name="e" select="format-number(right_keys, $digits)"/>
      </xsl:call-template>
      <xsl:value-of select="$open"/>
      <xsl:choose>
        <xsl:when test="floor_percent &gt; 0"><xsl:call-template name="say"><xsl:with-param name="id" select="'guard-floor'"/><xsl:with-param name="a" select="floor_percent"/></xsl:call-template></xsl:when>
        <xsl:otherwise><xsl:call-template name="say"><xsl:with-param name="id" select="'guard-any'"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
      <xsl:text> — </xsl:text>
      <xsl:choose>
        <xsl:when test="is_met = 'yes'"><xsl:call-template name="say"><xsl:with-param name="id" select="'guard-met'"/></xsl:call-template></xsl:when>
        <xsl:otherwise><xsl:call-template name="say"><xsl:with-param name="id" select="'guard-unmet'"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
      <xsl:value-of select="$close"/>
    </li>
  </xsl:template>

  <xsl:template match="source" mode="used">
    <div class="source">
      <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="otherwise" select="''"/></xsl:call-template>
      <xsl:text> </xsl:text>
      <span class="code"><xsl:value-of select="source"/></span>
      <xsl:text> — </xsl:text>
      <xsl:call-template name="say">
        <xsl:with-param name="id" select="'source-line'"/>
        <xsl:with-param name="a" select="format-number(delivered, $digits)"/>
        <xsl:with-param name="b" select="format-number(selected, $digits)"/>
        <xsl:with-param name="c" select="format-number(filtered, $digits)"/>
        <xsl:with-param name="d" select="format-number(unreadable, $digits)"/>
      </xsl:call-template>
      <xsl:if test="member_count &gt; count(member)">
        <xsl:text> </xsl:text>
        <xsl:call-template name="say">
          <xsl:with-param name="id" select="'source-more'"/>
          <xsl:with-param name="a" select="format-number(count(member), $digits)"/>
          <xsl:with-param name="b" select="format-number(member_count, $digits)"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="assumed"><xsl:apply-templates select="assumed"/></xsl:if>
      <xsl:apply-templates select="provenance"/>
      <xsl:for-each select="unbound">
        <div class="remark">
          <xsl:call-template name="say">
            <xsl:with-param name="id" select="'source-unbound'"/>
            <xsl:with-param name="a" select="format-number(bound_count, $digits)"/>
            <xsl:with-param name="b" select="format-number(unbound_count, $digits)"/>
            <xsl:with-param name="c" select="bundle"/>
            <xsl:with-param name="d" select="layout"/>
          </xsl:call-template>
        </div>
      </xsl:for-each>
      <ul class="members">
        <xsl:for-each select="member">
          <li><span class="pointer"><xsl:value-of select="concat(bundle, ':', member)"/></span> <span class="sha"><xsl:value-of select="sha256"/></span></li>
        </xsl:for-each>
      </ul>
    </div>
  </xsl:template>

  <!-- Where the records come from: what is said, and whether that is all. -->
  <xsl:template match="provenance">
    <div class="provenance">
      <xsl:call-template name="label"><xsl:with-param name="id" select="'provenance'"/></xsl:call-template>
      <xsl:if test="member"><xsl:text> </xsl:text><span class="pointer"><xsl:value-of select="member"/></span></xsl:if>
      <xsl:text>: </xsl:text>
      <xsl:choose>
        <xsl:when test="system or report or query or extracted_by or extracted_at or completeness">
          <xsl:apply-templates select="system | report | query | parameters" mode="provenance"/>
          <xsl:apply-templates select="extracted_by" mode="provenance"><xsl:with-param name="id" select="'by'"/></xsl:apply-templates>
          <xsl:apply-templates select="extracted_at" mode="provenance"><xsl:with-param name="id" select="'at'"/></xsl:apply-templates>
          <xsl:if test="covers_from or covers_to">
            <xsl:call-template name="provenance"><xsl:with-param name="id" select="'covers'"/><xsl:with-param name="text" select="concat(covers_from, '..', covers_to)"/></xsl:call-template>
          </xsl:if>
          <xsl:if test="observed">
            <xsl:call-template name="label"><xsl:with-param name="id" select="'provenance.observed'"/></xsl:call-template>
            <xsl:text> </xsl:text>
            <xsl:call-template name="label"><xsl:with-param name="id" select="concat('provenance.', observed)"/></xsl:call-template>
            <xsl:text>; </xsl:text>
          </xsl:if>
          <xsl:if test="completeness">
            <xsl:call-template name="label"><xsl:with-param name="id" select="'provenance.completeness'"/></xsl:call-template>
            <xsl:text> </xsl:text>
            <xsl:call-template name="label"><xsl:with-param name="id" select="concat('completeness.', completeness)"/></xsl:call-template>
            <xsl:if test="basis"><xsl:value-of select="concat(' — ', basis)"/></xsl:if>
          </xsl:if>
          <xsl:if test="is_complete != 'yes'"><xsl:text> </xsl:text><xsl:call-template name="say"><xsl:with-param name="id" select="'provenance-part'"/></xsl:call-template></xsl:if>
        </xsl:when>
        <xsl:otherwise><xsl:call-template name="say"><xsl:with-param name="id" select="'provenance-none'"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>

  <xsl:template match="*" mode="provenance">
    <xsl:param name="id" select="name()"/>
    <xsl:call-template name="provenance"><xsl:with-param name="id" select="$id"/><xsl:with-param name="text" select="."/></xsl:call-template>
  </xsl:template>

  <xsl:template name="provenance">
    <xsl:param name="id"/>
    <xsl:param name="text"/>
    <xsl:call-template name="label"><xsl:with-param name="id" select="concat('provenance.', $id)"/></xsl:call-template>
    <xsl:text> </xsl:text>
    <span class="said"><xsl:value-of select="$text"/></span>
    <xsl:text>; </xsl:text>
  </xsl:template>

  <!-- "year=2025 zone=Asia/Tokyo": how stamps that name none were read. -->
  <xsl:template match="assumed">
    <xsl:variable name="words" select="concat(' ', ., ' ')"/>
    <xsl:variable name="year" select="substring-before(substring-after($words, ' year='), ' ')"/>
    <xsl:variable name="zone" select="substring-before(substring-after($words, ' zone='), ' ')"/>
    <xsl:if test="$year != ''">
      <div class="remark"><xsl:call-template name="say"><xsl:with-param name="id" select="'assumed-year'"/><xsl:with-param name="a" select="$year"/></xsl:call-template></div>
    </xsl:if>
    <xsl:if test="$zone != ''">
      <div class="remark"><xsl:call-template name="say"><xsl:with-param name="id" select="'assumed-zone'"/><xsl:with-param name="a" select="$zone"/></xsl:call-template></div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="events">
    <xsl:param name="id"/>
    <xsl:param name="of"/>
    <xsl:if test="$of">
      <tr class="flow">
        <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="$id"/></xsl:call-template></th>
        <td><ul><xsl:apply-templates select="$of"/></ul></td>
      </tr>
    </xsl:if>
  </xsl:template>

  <xsl:template match="event">
    <li>
      <xsl:if test="pointer"><xsl:call-template name="pointer"><xsl:with-param name="of" select="pointer"/></xsl:call-template><xsl:text> </xsl:text></xsl:if>
      <xsl:choose>
        <xsl:when test="$m/r:m[@id = concat('reason.', current()/reason_code)]"><xsl:apply-templates select="reason_code"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="sentence"/></xsl:otherwise>
      </xsl:choose>
    </li>
  </xsl:template>

</xsl:stylesheet>
